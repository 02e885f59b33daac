// The audit log of a job, newest entry first, with the old and new value of each field.
import type { Job, JobChange } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useList } from '../list/list.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Author } from '../parts/facts.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { links } from '../router.ts';
import { listDifferences } from './differences.ts';
import { Differences } from './differences-list.tsx';

const verbs: Record<JobChange['action'], string> = {
  created: 'Created',
  updated: 'Changed',
  paused: 'Paused',
  resumed: 'Resumed',
  deleted: 'Deleted',
};

export function JobChanges({ job }: { job: Job }) {
  const list = useList<JobChange>(`changes of ${job.id}`, (page) => api.jobs.listChanges(job.id, page), {
    on: ['jobs'],
    leastMs: 2_000,
  });
  const items = list.items.value;
  if (items === undefined) return <div class="skeleton changes-skeleton" />;
  if (items.length === 0) return <p class="muted">No changes recorded.</p>;
  return (
    <>
      <ol class="changes">
        {items.slice().map((change) => (
          <Change key={change.id} change={change} zone={job.timezone} />
        ))}
      </ol>
      <p class="muted">
        Runs that were started or canceled are in the{' '}
        <a href={links.audit({ target: job.id })}>audit log of this job</a>.
      </p>
      {list.hasMore.value && (
        <div class="load-more">
          <ActionButton onAct={list.loadMore}>Show older changes</ActionButton>
        </div>
      )}
    </>
  );
}

function Change({ change, zone }: { change: JobChange; zone: string }) {
  // A creation would list every field of the definition.
  const differences = change.action === 'created' ? [] : listDifferences(change);
  return (
    <li>
      <p>
        <strong>{verbs[change.action]}</strong> <Author actor={change.actor} />{' '}
        <ExactTime at={change.changed_at} />
      </p>
      <Differences differences={differences} zone={zone} />
    </li>
  );
}
