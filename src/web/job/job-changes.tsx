// The audit log of a job, newest entry first, with the old and new value of each field.
import type { Job, JobChange } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useList } from '../list/list.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { type Difference, formatValue, listDifferences } from './differences.ts';

const verbs: Record<JobChange['action'], string> = {
  created: 'Created',
  updated: 'Changed',
  paused: 'Paused',
  resumed: 'Resumed',
  deleted: 'Deleted',
};

const actors: Record<string, string> = { anonymous: '(no key)', system: 'by the service' };

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
        <strong>{verbs[change.action]}</strong> {actors[change.actor] ?? `by ${change.actor}`}{' '}
        <ExactTime at={change.changed_at} />
      </p>
      {differences.length > 0 && (
        <dl class="differences">
          {differences.map((difference) => (
            <Row key={difference.name} {...difference} zone={zone} />
          ))}
        </dl>
      )}
    </li>
  );
}

function Row({ name, before, after, isHidden, zone }: Difference & { zone: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {isHidden ? (
          <span class="muted">hidden value replaced</span>
        ) : (
          <>
            <Value value={before} zone={zone} /> <span aria-label="changed to">→</span>{' '}
            <Value value={after} zone={zone} />
          </>
        )}
      </dd>
    </div>
  );
}

function Value({ value, zone }: { value: unknown; zone: string }) {
  if (value === undefined || value === null) return <span class="muted">none</span>;
  return <span class="value">{formatValue(value, zone)}</span>;
}
