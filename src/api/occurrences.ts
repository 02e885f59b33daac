// The route of upcoming occurrences.
import type { occurrenceRoutes } from '../../openapi/occurrences.ts';
import type { OccurrenceQuery } from '../../openapi/schemas/occurrence.ts';
import { listOccurrences } from '../planner/occurrences.ts';
import { listUpcomingJobs } from '../store/forecast.ts';
import { databaseNow } from '../store/open.ts';
import { findSchedulerPause } from '../store/scheduler-pause.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { parseInstant, viewInstant } from './instants.ts';
import { Problem } from './problems.ts';

const JOBS_AT_MOST = 10_000;
const HOURS_AT_MOST = 31 * 24;
const DEFAULT_HOURS = 24;
const DEFAULT_LIMIT = 1_000;

export function createOccurrenceHandlers({ reading }: ApiDeps): Handlers<typeof occurrenceRoutes> {
  return {
    listOccurrences: async (c) => {
      const { limit = DEFAULT_LIMIT, tag, host, job_id, ...query } = c.req.valid('query');
      const now = await databaseNow(reading);
      const { from, to } = readPeriod(query, now);
      const filter = { tag, host, jobId: job_id };
      const [found, pause] = await Promise.all([
        listUpcomingJobs(reading, to, filter, JOBS_AT_MOST),
        findSchedulerPause(reading),
      ]);
      const { occurrences, completeUntil, jobsLeftOut } = await listOccurrences(found.jobs, {
        now,
        from,
        to,
        limit,
      });
      const data = occurrences.map(({ job, at, dueAt }) => ({
        job_id: job.id,
        job_name: job.name,
        target_host: job.target_host,
        scheduled_for: viewInstant(at),
        due_at: viewInstant(dueAt),
      }));
      return c.json(
        {
          data,
          complete_until: viewInstant(completeUntil),
          jobs_left_out: jobsLeftOut + found.others,
          is_paused: pause !== undefined,
        },
        200,
      );
    },
  };
}

/** Throws a 400. */
export function readPeriod(query: Pick<OccurrenceQuery, 'from' | 'to'>, now: Temporal.Instant) {
  const asked = parseInstant(query.from ?? null) ?? now;
  const from = Temporal.Instant.compare(asked, now) < 0 ? now : asked;
  const to = parseInstant(query.to ?? null) ?? from.add({ hours: DEFAULT_HOURS });
  const hours = (to.epochMilliseconds - from.epochMilliseconds) / 3_600_000;
  const detail =
    hours <= 0
      ? 'must be after `from`, and in the future'
      : hours > HOURS_AT_MOST
        ? 'must be at most 31 days after `from`'
        : undefined;
  if (detail !== undefined)
    throw new Problem(400, 'Invalid query parameter: to.', { errors: [{ pointer: 'to', detail }] });
  return { from, to };
}
