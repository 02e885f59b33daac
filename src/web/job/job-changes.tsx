// The audit log entries of a job, and the differences between two versions.
import type { Job, JobChange } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { toWords } from '../format/job-text.tsx';
import { formatInstant } from '../format/time.ts';
import { REDACTED } from '../job-fields.ts';
import { useList } from '../list/list.ts';
import { EntryList } from '../parts/entry-list.tsx';
import { Author } from '../parts/facts.tsx';
import { ExactTime } from '../parts/instant.tsx';
import { links } from '../router.ts';
import { isSameJson } from '../same-json.ts';

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
  return (
    <>
      <EntryList list={list} noun="changes" none={<p class="muted">No changes recorded.</p>}>
        {(change) => <Change key={change.id} change={change} zone={job.timezone} />}
      </EntryList>
      <p class="muted">
        Runs that were started or canceled are in the{' '}
        <a href={links.audit({ target: job.id })}>audit log of this job</a>.
      </p>
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

/** The changed fields of an audit log entry, with old and new values. */
export function Differences({ differences, zone }: { differences: Difference[]; zone: string }) {
  if (differences.length === 0) return null;
  return (
    <dl class="differences">
      {differences.map((difference) => (
        <Row key={difference.name} {...difference} zone={zone} />
      ))}
    </dl>
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

// Lists the differences between two versions of a job, down to fields of nested objects.

interface Difference {
  /** `retry → max attempts` */
  name: string;
  before: unknown;
  after: unknown;
  /** The value changed, but the service hides both values. */
  isHidden: boolean;
}

type Fields = Record<string, unknown>;

/** `action` is that of a change of the job, or of an entry of the whole audit log. */
export function listDifferences({
  action,
  before,
  after,
}: {
  action: string;
  before: Fields;
  after: Fields;
}): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  // Pausing and resuming always change the status, so that difference is left out.
  if (/(paused|resumed)$/.test(action)) names.delete('status');
  return Array.from(names).flatMap((field) => {
    const values = { before: before[field], after: after[field] };
    const found = compare(values.before, values.after, [toWords(field)]);
    // The service lists a changed secret with the same placeholder before and after.
    const isHidden = found.length === 0 && JSON.stringify(values).includes(REDACTED);
    return isHidden ? [{ name: toWords(field), ...values, isHidden }] : found;
  });
}

function compare(before: unknown, after: unknown, path: readonly string[]): Difference[] {
  if (isFields(before) && isFields(after)) {
    const isUserDefined = path[0] === 'payload' || path[0] === 'headers';
    return Array.from(new Set([...Object.keys(before), ...Object.keys(after)])).flatMap((name) =>
      compare(before[name], after[name], [...path, isUserDefined ? name : toWords(name)]),
    );
  }
  if (isSameJson(before ?? null, after ?? null)) return [];
  return [{ name: path.join(' → '), before, after, isHidden: false }];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

function formatValue(value: unknown, zone: string): string {
  if (typeof value === 'string') return INSTANT.test(value) ? formatInstant(value, zone) : value;
  const isStringList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (isStringList) return value.length > 0 ? value.join(', ') : 'none';
  return JSON.stringify(value);
}
