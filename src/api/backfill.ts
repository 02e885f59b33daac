// Backfill: creates runs for past occurrences of a job.
import type { Backfill, BackfillInput } from '../../openapi/schemas/run.ts';
import { toBatches } from '../planner/messages.ts';
import { scheduleOf } from '../planner/plan-job.ts';
import { nextOccurrence, type Schedule, ScheduleError } from '../schedule/schedule.ts';
import { insertAuditEntries } from '../store/audit-log.ts';
import { newId } from '../store/ids.ts';
import type { JobRow, ScheduledJob } from '../store/jobs.ts';
import { insertBackfillRuns } from '../store/live-runs.ts';
import { findOccurrenceOutcomes } from '../store/runs.ts';
import { releaseWaitingRuns } from '../store/waiting-runs.ts';
import { entryOf } from './audit-entries.ts';
import { planOverdue } from './job-planning.ts';
import { invalidFields, Problem } from './problems.ts';
import type { TransactionWrite } from './transaction.ts';

const OCCURRENCES_AT_MOST = 1_000;

/**
 * Creates a run for every occurrence from `from` to `to` without a succeeded or unfinished run; `dry_run` only counts
 * them. The caller has locked the job.
 */
export async function backfillJob(
  write: TransactionWrite,
  found: JobRow,
  input: BackfillInput,
): Promise<Backfill> {
  const { trx, now, batches, actor } = write;
  const jobId = found.id;
  const occurrences = findBackfilled(found, input, now);
  // Overdue occurrences are planned by the schedule first, so that the backfill does not repeat them.
  const [job = found] = input.dry_run ? [found] : await planOverdue(write, [found]);
  const [first, last] = [occurrences[0], occurrences.at(-1)];
  const outcomes = first && last ? await findOccurrenceOutcomes(trx, jobId, first, last) : [];
  const byTime = new Map(outcomes.map((outcome) => [outcome.scheduled_for.epochMilliseconds, outcome]));

  const counts = { succeeded: 0, unfinished: 0 };
  const wanted = occurrences.filter((at) => {
    const outcome = byTime.get(at.epochMilliseconds);
    if (outcome?.is_succeeded) counts.succeeded += 1;
    else if (outcome?.is_unfinished) counts.unfinished += 1;
    else return true;
    return false;
  });
  if (!input.dry_run && wanted.length > 0) {
    // IDs of the same millisecond are random, so they are sorted to follow the order of the occurrences.
    const ids = wanted.map(newId).sort();
    const runs = wanted.map((scheduledFor, index) => ({ id: ids[index]!, scheduledFor }));
    await insertBackfillRuns(trx, { id: jobId, name: job.name }, actor, runs);
    const { from, to } = input;
    const after = { from, to, runs: wanted.length };
    await insertAuditEntries(trx, [{ ...entryOf(write, 'job.backfilled', jobId), after }]);
    batches.push(...toBatches(await releaseWaitingRuns(trx, [jobId])));
  }
  return { dry_run: input.dry_run, occurrences: occurrences.length, ...counts, runs: wanted.length };
}

/** The occurrences of the range. Throws a 422 for a range that ends before its start or in the future, or is too long. */
export function findBackfilled(
  job: ScheduledJob,
  input: Pick<BackfillInput, 'from' | 'to'>,
  now: Temporal.Instant,
): Temporal.Instant[] {
  const refuse = (detail: string) => invalidFields([{ pointer: '/to', detail }]);
  const [from, to] = [Temporal.Instant.from(input.from), Temporal.Instant.from(input.to)];
  if (Temporal.Instant.compare(from, to) > 0) throw refuse('must not be before `from`');
  if (Temporal.Instant.compare(to, now) > 0)
    throw refuse('lies in the future: a backfill covers past occurrences only');
  return findOccurrences(readSchedule(job), from, to);
}

function readSchedule(job: ScheduledJob): Schedule {
  try {
    return scheduleOf(job);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new Problem(409, `The schedule of the job cannot be parsed: ${error.message}.`);
  }
}

function findOccurrences(
  schedule: Schedule,
  from: Temporal.Instant,
  to: Temporal.Instant,
): Temporal.Instant[] {
  const occurrences: Temporal.Instant[] = [];
  // Starts just before `from`, so that an occurrence at `from` is included.
  let at = nextOccurrence(schedule, from.subtract({ nanoseconds: 1 }));
  while (at && Temporal.Instant.compare(at, to) <= 0) {
    if (occurrences.length === OCCURRENCES_AT_MOST) {
      const last = occurrences.at(-1);
      throw invalidFields([
        {
          pointer: '/to',
          detail: `includes more than ${OCCURRENCES_AT_MOST} occurrences; the last possible value is ${String(last)}`,
        },
      ]);
    }
    occurrences.push(at);
    at = nextOccurrence(schedule, at);
  }
  return occurrences;
}
