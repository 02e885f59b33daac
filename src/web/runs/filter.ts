// What the list of runs is filtered by: as the address has it, as the service is asked, as a run meets it.
import type { Run, RunBulk } from '../../../client/src/index.ts';
import type { Query } from '../router.ts';
import { timeOf } from './run-time.ts';

export type RunFilter = NonNullable<RunBulk['filter']>;

/** `last` is a stretch that ends now, and so moves; `from` and `to` stay. */
export interface Wanted {
  status?: Run['status'];
  trigger?: Run['trigger'];
  job_id?: string;
  last?: Last;
  from?: string;
  to?: string;
}

export const statuses: readonly Run['status'][] = [
  'failed',
  'running',
  'retrying',
  'queued',
  'succeeded',
  'skipped',
  'missed',
  'canceled',
];

export const triggers: Record<Run['trigger'], string> = {
  schedule: 'schedule',
  manual: 'by hand',
  backfill: 'backfill',
  retry: 'again',
};

const HOUR_MS = 3_600_000;

export const lasts = {
  '1h': { words: 'last hour', ms: HOUR_MS },
  '6h': { words: 'last 6 hours', ms: 6 * HOUR_MS },
  '24h': { words: 'last 24 hours', ms: 24 * HOUR_MS },
  '7d': { words: 'last 7 days', ms: 7 * 24 * HOUR_MS },
} as const;

type Last = keyof typeof lasts;

const IS_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the address names and nobody knows is left out. */
export function readWanted(query: URLSearchParams): Wanted {
  const status = statuses.find((one) => one === query.get('status'));
  const trigger = query.get('trigger') ?? '';
  const id = query.get('job_id') ?? '';
  const last = query.get('last') ?? '';
  const from = readInstant(query.get('from'));
  const to = readInstant(query.get('to'));
  return {
    ...(status && { status }),
    ...(Object.hasOwn(triggers, trigger) && { trigger: trigger as Run['trigger'] }),
    ...(IS_ID.test(id) && { job_id: id }),
    ...(from && { from }),
    ...(to && { to }),
    ...(!from && !to && Object.hasOwn(lasts, last) && { last: last as Last }),
  };
}

export function toQuery(wanted: Wanted, changes: Query = {}): Query {
  return { ...wanted, ...changes };
}

export function toFilter({ last, ...filter }: Wanted, now: number): RunFilter {
  return last ? { ...filter, from: new Date(now - lasts[last].ms).toISOString() } : filter;
}

/** As the service has it. */
export function matches(run: Run, { status, trigger, job_id, from, to }: RunFilter): boolean {
  if (status && run.status !== status) return false;
  if (trigger && run.trigger !== trigger) return false;
  if (job_id && run.job_id !== job_id) return false;
  const at = timeOf(run.id);
  return (!from || at >= Date.parse(from)) && (!to || at < Date.parse(to));
}

function readInstant(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
