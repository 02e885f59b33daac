// Filters of the run list: read from the URL, sent to the service, applied to loaded runs, in words.
import type { Run, RunBulk } from '../../../client/src/index.ts';
import type { Scope } from '../bulk/bulk.ts';
import { toWords } from '../format/job-text.tsx';
import { formatShort, timeOfRunId } from '../format/time.ts';
import { DAY_MS, HOUR_MS } from '../format/units.ts';
import { isUnfinished, runStatuses } from '../parts/status.tsx';
import { type Query, query as shownQuery } from '../router.ts';

export type RunFilter = NonNullable<RunBulk['filter']>;

/** `last` is a period that ends now; `from` and `to` are fixed instants. */
export interface RunListParams {
  status?: Run['status'];
  trigger?: Run['trigger'];
  job_id?: string;
  status_code?: string;
  error_code?: string;
  host?: string;
  tag?: string;
  last?: Period;
  from?: string;
  to?: string;
}

export const periods = {
  '1h': { label: 'last hour', ms: HOUR_MS },
  '6h': { label: 'last 6 hours', ms: 6 * HOUR_MS },
  '24h': { label: 'last 24 hours', ms: DAY_MS },
  '7d': { label: 'last 7 days', ms: 7 * DAY_MS },
} as const;

type Period = keyof typeof periods;

export const triggerLabels: Record<Run['trigger'], string> = {
  schedule: 'Schedule',
  manual: 'Manual',
  backfill: 'Backfill',
  retry: 'Retry',
};

export const STATUS_CODE = /^[1-5](?:\d\d|xx)$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Ignores values in the URL that are not valid. */
export function parseParams(query: URLSearchParams): RunListParams {
  const status = runStatuses.find((one) => one === query.get('status'));
  const trigger = query.get('trigger') ?? '';
  const id = query.get('job_id') ?? '';
  const last = query.get('last') ?? '';
  const code = query.get('status_code') ?? '';
  const [error_code, host, tag] = ['error_code', 'host', 'tag'].map((name) => query.get(name)?.slice(0, 100));
  const from = parseInstant(query.get('from'));
  const to = parseInstant(query.get('to'));
  return {
    ...(status && { status }),
    ...(Object.hasOwn(triggerLabels, trigger) && { trigger: trigger as Run['trigger'] }),
    ...(UUID.test(id) && { job_id: id }),
    ...(STATUS_CODE.test(code) && { status_code: code }),
    ...(error_code && { error_code }),
    ...(host && { host }),
    ...(tag && { tag }),
    ...(from && { from }),
    ...(to && { to }),
    ...(!from && !to && Object.hasOwn(periods, last) && { last: last as Period }),
  };
}

export function toQuery(params: RunListParams, changes: Query = {}): Query {
  return { ...params, hide: shownQuery.peek().get('hide') ?? undefined, ...changes };
}

export function toFilter({ last, ...filter }: RunListParams, now: number): RunFilter {
  return last ? { ...filter, from: new Date(now - periods[last].ms).toISOString() } : filter;
}

/** Applies the filter as the service does. Host and tag are not in the run, so that no run is known to match. */
export function matches(run: Run, filter: RunFilter): boolean {
  const { status, trigger, job_id, status_code: code, error_code: error, host, tag, from, to } = filter;
  if (host || tag || (error && run.error?.code !== error)) return false;
  if (code && !codeMatches(run.status_code, code)) return false;
  if (status && run.status !== status) return false;
  if (trigger && run.trigger !== trigger) return false;
  if (job_id && run.job_id !== job_id) return false;
  const at = timeOfRunId(run.id);
  return (!from || at >= Date.parse(from)) && (!to || at < Date.parse(to));
}

function codeMatches(actual: number | null, wanted: string): boolean {
  return (
    actual !== null && wanted.replace('xx', '') === String(actual).slice(0, wanted.includes('x') ? 1 : 3)
  );
}

function parseInstant(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** All runs that match the filter and have a status that allows the action. */
export function scopeOfMatches(
  action: RunBulk['action'],
  filter: RunFilter,
  jobName?: string,
): Scope<RunFilter> {
  const wanted = filter.status ? [filter.status] : runStatuses;
  const possible = wanted.filter((status) => isUnfinished(status) === (action === 'cancel'));
  return {
    filters: possible.map((status) => ({ ...filter, status })),
    matches: describeFilter(filter, jobName),
  };
}

/** `all failed runs of “sync-crm” since 24 Nov 14:00:00` */
export function describeFilter(filter: RunFilter, jobName?: string): string {
  const { status, trigger, job_id, status_code, error_code, host, tag, from, to } = filter;
  return [
    'all',
    status && toWords(status),
    'runs',
    job_id && `of ${jobName === undefined ? 'one job' : `“${jobName}”`}`,
    trigger && `with the trigger ${trigger}`,
    status_code && `with the code ${status_code}`,
    error_code && `with the error ${error_code}`,
    host && `at ${host}`,
    tag && `with the tag “${tag}”`,
    from && `since ${formatShort(from)}`,
    to && `until ${formatShort(to)}`,
  ]
    .filter(Boolean)
    .join(' ');
}
