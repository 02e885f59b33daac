// The panel that runs a job now with a different payload.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { checkJson } from '../form/json-check.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { describeFieldErrors } from './field-errors.ts';
import { Panel, PanelFoot } from './panel.tsx';

interface Props {
  job: Job;
  onClose: () => void;
  /** Called after the run was started. */
  onDone: () => void;
}

export function PayloadPanel({ job, onClose, onDone }: Props) {
  const text = useSignal(JSON.stringify(job.payload ?? null, null, 2));
  const errorText = useSignal('');
  const check = checkJson(text.value);

  async function run(): Promise<void> {
    if (!check.isValid) return;
    try {
      const run = await api.jobs.run(job.id, { payload: check.value });
      const link = { href: links.run(run.id), text: 'See the run' };
      showMessage(`Run of “${job.name}” started with this payload.`, { link });
      onDone();
    } catch (error) {
      errorText.value = `Not started. ${describeFieldErrors(error, { '/payload': 'The payload' })}`;
    }
  }

  return (
    <Panel title="Run with another payload" onClose={onClose}>
      <div class="field">
        <label for="run-payload">Payload of this run</label>
        <textarea
          id="run-payload"
          class="code"
          rows={Math.min(12, Math.max(4, text.value.split('\n').length))}
          spellcheck={false}
          aria-describedby="run-payload-check"
          aria-invalid={!check.isValid}
          value={text.value}
          onInput={(event) => {
            text.value = event.currentTarget.value;
            errorText.value = '';
          }}
        />
        <p id="run-payload-check" class={check.isValid ? 'hint' : 'hint error'}>
          {check.isValid
            ? 'Valid JSON. The payload of the job stays unchanged.'
            : `Line ${check.line}, column ${check.column}: ${check.problem}.`}
        </p>
      </div>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        <ActionButton class="primary" onAct={run}>
          Run with this payload
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
