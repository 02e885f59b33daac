// Panels of the job actions that need input or confirmation: pause, another payload, erase and backfill.

import { useSignal } from '@preact/signals';
import type { Job } from '../../../client/src/index.ts';
import { api, describeFieldErrors } from '../api.ts';
import { useJsonEditor } from '../form/json-editor.tsx';
import { formatCount, formatCounted, formatInstant } from '../format/time.ts';
import { fromWallClock } from '../format/zone.ts';
import { deleteJob, resume, type UpdateShown } from '../jobs/job-actions.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { ConfirmPanel, Panel, PanelFoot, WallClockField } from '../parts/panel.tsx';
import { useQuery } from '../query.ts';
import { goTo, links } from '../router.ts';
import { isSchedulerPaused, startEffect } from '../system/scheduler-pause.tsx';
import { BackfillPanel } from './backfill-panel.tsx';

const MAX_COUNT = 200;

function DeletePanel({ job, onClose }: { job: Job; onClose: () => void }) {
  const { data } = useQuery(`unfinished runs of ${job.id}`, () => countPending(job.id));
  return (
    <ConfirmPanel
      title={`Delete “${job.name}” permanently?`}
      verb="Delete the job"
      onAct={async () => {
        if (await deleteJob(job)) goTo(links.jobs());
      }}
      onClose={onClose}
    >
      <p class="prose">
        {data.value === undefined ? 'Queued runs are canceled.' : describePending(data.value)} A running
        attempt will finish. Past runs stay readable until they are pruned.
      </p>
    </ConfirmPanel>
  );
}

async function countPending(jobId: string): Promise<number> {
  const pages = await Promise.all(
    (['queued', 'retrying'] as const).map((status) => api.jobs.listRuns(jobId, { status, limit: MAX_COUNT })),
  );
  return pages.reduce((sum, { data }) => sum + data.length, 0);
}

/** @param count queued and retrying runs */
function describePending(count: number): string {
  if (count === 0) return 'No queued runs.';
  const prefix = count >= MAX_COUNT ? 'At least ' : '';
  return count === 1
    ? '1 queued run is canceled.'
    : `${prefix}${formatCount(count)} queued runs are canceled.`;
}

export type PanelName = 'payload' | 'pause' | 'backfill' | 'erase' | 'delete';

interface Props {
  name: PanelName;
  job: Job;
  updateShown: UpdateShown;
  refresh: () => Promise<void>;
  onClose: () => void;
}

export function ActionPanel({ name, job, updateShown, refresh, onClose }: Props) {
  const onDone = () => {
    onClose();
    void refresh();
  };
  switch (name) {
    case 'payload':
      return <PayloadPanel {...{ job, onClose, onDone }} />;
    case 'pause':
      return <PausePanel {...{ job, updateShown, onClose, onDone }} />;
    case 'backfill':
      return <BackfillPanel {...{ job, onClose, onDone }} />;
    case 'erase':
      return <ErasePanel {...{ job, onClose, onDone }} />;
    case 'delete':
      return <DeletePanel {...{ job, onClose }} />;
  }
}

interface ErasePanelProps {
  job: Job;
  onClose: () => void;
  /** Called after the evidence was erased. */
  onDone: () => void;
}

/** The panel that erases the recorded requests and responses of a job, once its name is typed. */
function ErasePanel({ job, onClose, onDone }: ErasePanelProps) {
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
      showMessage(`Evidence of “${job.name}” erased: ${formatCounted(erased, 'run')}.`);
      onDone();
    } catch (error) {
      const soFar = erased > 0 ? ` after ${formatCounted(erased, 'run')}` : '';
      errorText.value = `Not erased${soFar}. ${describeFieldErrors(error, { '/confirm': 'The name' })}`;
    }
  }

  return (
    <ConfirmPanel
      title={`Erase the evidence of “${job.name}” permanently?`}
      verb="Erase evidence"
      onAct={erase}
      onClose={onClose}
    >
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
    </ConfirmPanel>
  );
}

interface PausePanelProps {
  job: Job;
  updateShown: UpdateShown;
  onClose: () => void;
  /** Called after the job was paused. */
  onDone: () => void;
}

/** The panel that pauses a job with a reason and an end time. */
function PausePanel({ job, updateShown, onClose, onDone }: PausePanelProps) {
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

interface PayloadPanelProps {
  job: Job;
  onClose: () => void;
  /** Called after the run was started. */
  onDone: () => void;
}

/** The panel that runs a job now with a different payload. */
function PayloadPanel({ job, onClose, onDone }: PayloadPanelProps) {
  const text = useSignal(JSON.stringify(job.payload ?? null, null, 2));
  const errorText = useSignal('');
  const { check, draw, status } = useJsonEditor(text, () => {
    errorText.value = '';
  });

  async function run(): Promise<void> {
    if (!check.isValid) return;
    try {
      const run = await api.jobs.run(job.id, { payload: check.value });
      const link = { href: links.run(run.id), text: 'See the run' };
      const effect = isSchedulerPaused() ? startEffect() : 'started with this payload';
      showMessage(`Run of “${job.name}” ${effect}.`, { link });
      onDone();
    } catch (error) {
      errorText.value = `Not started. ${describeFieldErrors(error, { '/payload': 'The payload' })}`;
    }
  }

  return (
    <Panel title="Run with another payload" onClose={onClose}>
      <div class="field payload">
        <label for="run-payload">Payload of this run</label>
        {draw({ id: 'run-payload', 'aria-describedby': 'run-payload-check', 'aria-invalid': !check.isValid })}
        <p id="run-payload-check" class="hint">
          {status} The payload of the job stays unchanged.
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
