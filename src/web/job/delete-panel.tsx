// Asks, in the page, whether a job is really to be deleted, and says how much goes with it.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { remove } from '../jobs/job-actions.ts';
import { useLive } from '../live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { goTo, links } from '../router.ts';
import { Panel } from './panel.tsx';

const COUNTED_AT_MOST = 200;

export function DeletePanel({ job, onClose }: { job: Job; onClose: () => void }) {
  const { data } = useLive(`waiting of ${job.id}`, () => countWaiting(job.id));
  return (
    <Panel title={`Delete “${job.name}” for good?`} isDanger onClose={onClose}>
      <p class="prose">
        {data.value === undefined ? 'Runs that wait are not sent.' : tellWaiting(data.value)} An attempt under
        way is finished. Runs of the past stay readable until they are pruned.
      </p>
      <div class="actions">
        <ActionButton
          class="danger"
          onAct={async () => {
            if (await remove(job)) goTo(links.jobs());
          }}
        >
          Delete the job
        </ActionButton>
        <button type="button" data-keep onClick={onClose}>
          Keep it
        </button>
      </div>
    </Panel>
  );
}

async function countWaiting(jobId: string): Promise<number> {
  const pages = await Promise.all(
    (['queued', 'retrying'] as const).map((status) =>
      api.jobs.listRuns(jobId, { status, limit: COUNTED_AT_MOST }),
    ),
  );
  return pages.reduce((sum, { data }) => sum + data.length, 0);
}

function tellWaiting(count: number): string {
  if (count === 0) return 'No run of it waits.';
  const most = count >= COUNTED_AT_MOST ? 'At least ' : '';
  return count === 1
    ? 'One run that waits is not sent.'
    : `${most}${formatCount(count)} runs that wait are not sent.`;
}
