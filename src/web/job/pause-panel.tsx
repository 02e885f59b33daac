// The panel that pauses a job with a reason and an end time.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatInstant } from '../format/time.ts';
import { fromWallClock } from '../format/zone.ts';
import { resume, type UpdateShown } from '../jobs/job-actions.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { describeFieldErrors } from './field-errors.ts';
import { Panel, PanelFoot } from './panel.tsx';
import { WallClockField } from './wall-clock-field.tsx';

interface Props {
  job: Job;
  updateShown: UpdateShown;
  onClose: () => void;
  /** Called after the job was paused. */
  onDone: () => void;
}

export function PausePanel({ job, updateShown, onClose, onDone }: Props) {
  const reason = useSignal('');
  const until = useSignal('');
  const errorText = useSignal('');

  async function pause(): Promise<void> {
    const instant = until.value === '' ? null : (fromWallClock(until.value, job.timezone) ?? null);
    try {
      const paused = await api.jobs.pause(job.id, { reason: reason.value.trim() || null, until: instant });
      updateShown(() => paused);
      const end = instant ? ` until ${formatInstant(instant, job.timezone)}` : '';
      showMessage(`“${job.name}” paused${end}.`, { undo: () => resume(job, updateShown) });
      onDone();
    } catch (error) {
      errorText.value = `Not paused. ${describeFieldErrors(error, { '/until': 'Until', '/reason': 'The reason' })}`;
    }
  }

  return (
    <Panel title="Pause" onClose={onClose}>
      <div class="columns">
        <div class="field">
          <label for="pause-reason">Reason (optional)</label>
          <input
            id="pause-reason"
            type="text"
            maxLength={500}
            value={reason.value}
            onInput={(event) => {
              reason.value = event.currentTarget.value;
            }}
          />
          <p class="hint">Visible to everyone who sees the job.</p>
        </div>
        <WallClockField
          id="pause-until"
          label="Until (optional)"
          value={until}
          hint={`${job.timezone} time. The job resumes then.`}
        />
      </div>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        <ActionButton class="primary" onAct={pause}>
          Pause the job
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
