// The panel that erases the recorded requests and responses of a job, once its name is typed.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { describeFieldErrors } from './field-errors.ts';
import { Panel } from './panel.tsx';

interface Props {
  job: Job;
  onClose: () => void;
  /** Called after the evidence was erased. */
  onDone: () => void;
}

export function ErasePanel({ job, onClose, onDone }: Props) {
  const confirm = useSignal('');
  const errorText = useSignal('');

  async function erase(): Promise<void> {
    let erased = 0;
    let cursor: string | null = null;
    try {
      do {
        const page = await api.jobs.eraseEvidence(job.id, {
          confirm: confirm.value.trim(),
          ...(cursor !== null && { cursor }),
        });
        erased += page.erased_runs;
        cursor = page.next_cursor;
      } while (cursor !== null);
      showMessage(
        `Evidence of “${job.name}” erased: ${formatCount(erased)} ${erased === 1 ? 'run' : 'runs'}.`,
      );
      onDone();
    } catch (error) {
      const soFar = erased > 0 ? ` after ${formatCount(erased)} runs` : '';
      errorText.value = `Not erased${soFar}. ${describeFieldErrors(error, { '/confirm': 'The name' })}`;
    }
  }

  return (
    <Panel title={`Erase the evidence of “${job.name}” permanently?`} isDanger onClose={onClose}>
      <p class="prose">
        Erases recorded requests, responses and payloads of its ended runs, and the values in its audit log.
        Times and statuses stay. Later runs are recorded again.
      </p>
      <div class="field">
        <label for="erase-confirm">Name of the job</label>
        <input
          id="erase-confirm"
          type="text"
          autocomplete="off"
          value={confirm.value}
          onInput={(event) => {
            confirm.value = event.currentTarget.value;
          }}
        />
        <p class="hint">Type the name to confirm.</p>
      </div>
      <div role="alert">{errorText.value !== '' && <p class="error">{errorText.value}</p>}</div>
      <div class="actions">
        <ActionButton class="danger" onAct={erase}>
          Erase evidence
        </ActionButton>
        <button type="button" data-cancel onClick={onClose}>
          Cancel
        </button>
      </div>
    </Panel>
  );
}
