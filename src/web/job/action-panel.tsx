// Chooses the panel of a job action that needs input or confirmation.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { deleteJob, type UpdateShown } from '../jobs/job-actions.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { useQuery } from '../query.ts';
import { goTo, links } from '../router.ts';
import { BackfillPanel } from './backfill-panel.tsx';
import { ErasePanel } from './erase-panel.tsx';
import { Panel } from './panel.tsx';
import { PausePanel } from './pause-panel.tsx';
import { PayloadPanel } from './payload-panel.tsx';

const MAX_COUNT = 200;

function DeletePanel({ job, onClose }: { job: Job; onClose: () => void }) {
  const { data } = useQuery(`unfinished runs of ${job.id}`, () => countPending(job.id));
  return (
    <Panel title={`Delete “${job.name}” permanently?`} isDanger onClose={onClose}>
      <p class="prose">
        {data.value === undefined ? 'Queued runs are canceled.' : describePending(data.value)} A running
        attempt will finish. Past runs stay readable until they are pruned.
      </p>
      <div class="actions">
        <ActionButton
          class="danger"
          onAct={async () => {
            if (await deleteJob(job)) goTo(links.jobs());
          }}
        >
          Delete the job
        </ActionButton>
        <button type="button" data-cancel onClick={onClose}>
          Cancel
        </button>
      </div>
    </Panel>
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
