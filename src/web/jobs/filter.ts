// What the list of jobs is filtered and sorted by: as the address has it, as the service is asked, as a job meets it.
import type { Query as ApiQuery, Job, JobBulk } from '../../../client/src/index.ts';
import { isFailing } from '../format/words.ts';
import type { Query } from '../router.ts';

export type JobFilter = NonNullable<JobBulk['filter']>;
export type JobSort = NonNullable<ApiQuery<'listJobs'>['sort']>;

export interface Wanted {
  filter: JobFilter;
  sort: JobSort;
}

export const newestFirst: JobSort = '-created_at';

export const sorts: Record<JobSort, string> = {
  '-created_at': 'Newest first',
  created_at: 'Oldest first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  next_run: 'Next run, soonest first',
  '-next_run': 'Next run, latest first',
};

export const scheduleTypes: Record<Job['schedule_type'], string> = {
  cron: 'Cron expression',
  recurring: 'Interval',
  specific_time: 'One time',
};

const statuses: readonly Job['status'][] = ['active', 'inactive', 'failed'];

/** What the address names and nobody knows is left out. */
export function readWanted(query: URLSearchParams): Wanted {
  const filter: JobFilter = {};
  const status = statuses.find((one) => one === query.get('status'));
  const type = query.get('schedule_type') ?? '';
  const q = (query.get('q') ?? '').slice(0, 200);
  const tag = (query.get('tag') ?? '').slice(0, 100);
  const sort = query.get('sort') ?? '';
  if (status) filter.status = status;
  if (query.get('failing') === 'true') filter.failing = true;
  if (type in scheduleTypes) filter.schedule_type = type as Job['schedule_type'];
  if (q.trim() !== '') filter.q = q.trim();
  if (tag !== '') filter.tag = tag;
  return { filter, sort: sort in sorts ? (sort as JobSort) : newestFirst };
}

/** The address of the same list but for some changes. */
export function toQuery({ filter, sort }: Wanted, changes: Query = {}): Query {
  const { q, status, schedule_type, tag, failing } = filter;
  return {
    q,
    status,
    failing: failing ? 'true' : undefined,
    schedule_type,
    tag,
    sort: sort === newestFirst ? undefined : sort,
    ...changes,
  };
}

/** As the service has it. */
export function matches(job: Job, { q, status, schedule_type, tag, failing }: JobFilter): boolean {
  if (status && job.status !== status) return false;
  if (failing && !isFailing(job)) return false;
  if (schedule_type && job.schedule_type !== schedule_type) return false;
  if (tag && !job.tags.includes(tag)) return false;
  return !q || textOf(job).includes(q.toLowerCase());
}

/** Made once for each job: every keystroke looks through all of them. */
const texts = new WeakMap<Job, string>();

function textOf(job: Job): string {
  const text =
    texts.get(job) ?? `${job.name}\n${job.description ?? ''}\n${job.target}\n${job.key ?? ''}`.toLowerCase();
  texts.set(job, text);
  return text;
}

/** Ids grow with the time at which they were made; what has no next run comes last. */
const values: Record<string, (job: Job) => string> = {
  created_at: ({ id }) => id,
  name: ({ name }) => name,
  next_run: ({ next_run }) => next_run ?? '~',
};

export function order(jobs: Job[], sort: JobSort): Job[] {
  const valueOf = values[sort.replace('-', '')]!;
  const sign = sort.startsWith('-') ? -1 : 1;
  return jobs.sort((a, b) => {
    const first = valueOf(a);
    const second = valueOf(b);
    return first < second ? -sign : first > second ? sign : 0;
  });
}
