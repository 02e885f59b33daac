// Filters and sort orders of the job list: read from the URL, written to it, applied to cached jobs.
import type { Query as ApiQuery, Job, JobBulk } from '../../../client/src/index.ts';
import { isFailing } from '../format/job-text.tsx';
import { type Query, query as shownQuery } from '../router.ts';

export type JobFilter = NonNullable<JobBulk['filter']>;
export type JobSort = NonNullable<ApiQuery<'listJobs'>['sort']>;

export interface JobListParams {
  filter: JobFilter;
  sort: JobSort;
}

export const defaultSort: JobSort = '-created_at';

export const sortLabels: Record<JobSort, string> = {
  '-created_at': 'Newest first',
  created_at: 'Oldest first',
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  next_run: 'Next run, soonest first',
  '-next_run': 'Next run, latest first',
};

/** Columns that can be hidden. */
export const jobColumns = {
  schedule: 'Schedule',
  target: 'Target',
  strip: 'Last and next runs',
  next: 'Next run',
} as const;

export const scheduleTypeLabels: Record<Job['schedule_type'], string> = {
  cron: 'Cron expression',
  recurring: 'Interval',
  specific_time: 'One time',
};

const statuses: readonly Job['status'][] = ['active', 'inactive', 'failed'];

/** A name of a set of jobs (`managed_by`). */
export const MANAGER = /^[A-Za-z0-9._:-]{1,255}$/;

/** Ignores values in the URL that are not valid. */
export function parseParams(query: URLSearchParams): JobListParams {
  const filter: JobFilter = {};
  const status = statuses.find((one) => one === query.get('status'));
  const type = query.get('schedule_type') ?? '';
  const q = (query.get('q') ?? '').slice(0, 200);
  const tag = (query.get('tag') ?? '').slice(0, 100);
  const manager = query.get('managed_by') ?? '';
  const sort = query.get('sort') ?? '';
  if (status) filter.status = status;
  if (query.get('failing') === 'true') filter.failing = true;
  if (type in scheduleTypeLabels) filter.schedule_type = type as Job['schedule_type'];
  if (q.trim() !== '') filter.q = q.trim();
  if (tag !== '') filter.tag = tag;
  if (MANAGER.test(manager)) filter.managed_by = manager;
  return { filter, sort: sort in sortLabels ? (sort as JobSort) : defaultSort };
}

/** Returns the URL query of a list, with some parameters changed. */
export function toQuery({ filter, sort }: JobListParams, changes: Query = {}): Query {
  const { q, status, schedule_type, tag, managed_by, failing } = filter;
  return {
    q,
    status,
    failing: failing ? 'true' : undefined,
    schedule_type,
    tag,
    managed_by,
    sort: sort === defaultSort ? undefined : sort,
    hide: shownQuery.peek().get('hide') ?? undefined,
    ...changes,
  };
}

/** `all jobs with the tag “billing” and the status active`; `all jobs` without a filter. */
export function describeFilter({ q, status, schedule_type, tag, managed_by, failing }: JobFilter): string {
  const conditions = [
    q && `the text “${q}”`,
    tag && `the tag “${tag}”`,
    managed_by && `the manager “${managed_by}”`,
    status && `the status ${status}`,
    failing && 'failing runs',
    schedule_type && `the schedule type ${scheduleTypeLabels[schedule_type].toLowerCase()}`,
  ].filter((condition) => condition !== undefined && condition !== false);
  return conditions.length === 0 ? 'all jobs' : `all jobs with ${listWords(conditions)}`;
}

const listWords = (words: readonly string[]) => new Intl.ListFormat('en-GB').format(words);

/** Applies the filter as the service does. */
export function matches(
  job: Job,
  { q, status, schedule_type, tag, managed_by, failing }: JobFilter,
): boolean {
  if (status && job.status !== status) return false;
  if (failing && !isFailing(job)) return false;
  if (schedule_type && job.schedule_type !== schedule_type) return false;
  if (tag && !job.tags.includes(tag)) return false;
  if (managed_by && job.managed_by !== managed_by) return false;
  return !q || searchTextOf(job).includes(q.toLowerCase());
}

/** Cached per job, because every keystroke searches all cached jobs. */
const searchTexts = new WeakMap<Job, string>();

function searchTextOf(job: Job): string {
  const text =
    searchTexts.get(job) ??
    `${job.name}\n${job.description ?? ''}\n${job.target}\n${job.key ?? ''}`.toLowerCase();
  searchTexts.set(job, text);
  return text;
}

/** Job IDs sort by creation time. `~` sorts after every time, so that jobs without a next run come last. */
const sortKeys: Record<string, (job: Job) => string> = {
  created_at: ({ id }) => id,
  name: ({ name }) => name,
  next_run: ({ next_run, next_due_at }) => (next_run && (next_due_at ?? next_run)) ?? '~',
};

export function sortJobs(jobs: Job[], sort: JobSort): Job[] {
  const sortKeyOf = sortKeys[sort.replace('-', '')]!;
  const sign = sort.startsWith('-') ? -1 : 1;
  return jobs.sort((a, b) => {
    const first = sortKeyOf(a);
    const second = sortKeyOf(b);
    return first < second ? -sign : first > second ? sign : 0;
  });
}
