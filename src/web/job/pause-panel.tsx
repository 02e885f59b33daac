// Pauses a job with a reason for others to read, and until when.
import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatInstant } from '../format/time.ts';
import { fromWallClock } from '../format/zone.ts';
import { resume, type Show } from '../jobs/job-actions.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { say } from '../parts/messages.tsx';
import { Panel, PanelFoot } from './panel.tsx';
import { tellRefusal } from './refusal.ts';
import { WallClockField } from './wall-clock-field.tsx';

interface Props {
  job: Job;
  show: Show;
  onClose: () => void;
  /** Something has changed. */
  onDone: () => void;
}

export function PausePanel({ job, show, onClose, onDone }: Props) {
  const reason = useSignal('');
  const until = useSignal('');
  const refusal = useSignal('');

  async function pause(): Promise<void> {
    const instant = until.value === '' ? null : (fromWallClock(until.value, job.timezone) ?? null);
    try {
      const paused = await api.jobs.pause(job.id, { reason: reason.value.trim() || null, until: instant });
      show(() => paused);
      const end = instant ? ` until ${formatInstant(instant, job.timezone)}` : '';
      say(`“${job.name}” is paused${end}.`, { undo: () => resume(job, show) });
      onDone();
    } catch (error) {
      refusal.value = `Not paused. ${tellRefusal(error, { '/until': 'Until', '/reason': 'The reason' })}`;
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
          <p class="hint">Shown here to everybody.</p>
        </div>
        <WallClockField
          id="pause-until"
          label="Until (optional)"
          value={until}
          hint={`${job.timezone} time; it is resumed by itself then.`}
        />
      </div>
      <PanelFoot refusal={refusal.value} onClose={onClose}>
        <ActionButton class="primary" onAct={pause}>
          Pause it
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
