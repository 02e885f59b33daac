// Recomputes next occurrences after an update of the time zone data, without duplicates or losses.
import type { Kysely } from 'kysely';
import { latestOccurrence, nextOccurrence } from '../schedule/schedule.ts';
import { dueAt, spreadOf } from '../schedule/spread.ts';
import { type JobProgress, savePlans } from '../store/planning.ts';
import type { Database } from '../store/schema.ts';
import { findState, saveState } from '../store/service-state.ts';
import { lockZonedJobs, type ZonedJob } from '../store/zone-data.ts';
import { scheduleOf } from './plan-job.ts';

const JOBS_AT_ONCE = 2_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Moves stored occurrences that differ in time zone data `version` from the data they were computed with. An interrupted
 * call is repeated from the start: moved occurrences do not move again.
 */
export async function followZoneData(
  db: Kysely<Database>,
  version = process.versions['tz'] ?? 'unknown',
): Promise<void> {
  const stored = await findState(db, 'time_zone_data');
  if (stored === version) return;
  for (let afterId: string | undefined = stored === undefined ? undefined : LOWEST_ID; afterId; ) {
    const from = afterId;
    const jobs = await db.transaction().execute(async (trx) => {
      const locked = await lockZonedJobs(trx, from, JOBS_AT_ONCE);
      const moved = locked.flatMap(moveJob);
      if (moved.length > 0) await savePlans(trx, [], [], moved);
      return locked;
    });
    afterId = jobs.length < JOBS_AT_ONCE ? undefined : jobs.at(-1)?.id;
  }
  await saveState(db, 'time_zone_data', version);
}

/**
 * Replaces the stored occurrence by the nearest one in the new data: zones move by hours, so daily and rarer occurrences
 * keep their day. Of two equally near occurrences the later is taken, so that none is repeated.
 */
function moveJob(job: ZonedJob): JobProgress[] {
  if (job.next_run === null) return [];
  try {
    const schedule = scheduleOf(job);
    const stored = job.next_run;
    const done = job.last_occurrence ?? job.created_at;
    const earlier = latestOccurrence(schedule, stored, done.add({ milliseconds: 1 }));
    const isDone = Temporal.Instant.compare(done, stored) >= 0;
    const later = nextOccurrence(schedule, isDone ? done : stored.subtract({ milliseconds: 1 }));
    const next = earlier && later && isNearer(earlier, later, stored) ? earlier : (later ?? earlier);
    if (next?.epochMilliseconds === stored.epochMilliseconds) return [];
    const isInPass = job.next_due_at !== null && next !== null;
    const nextDueAt = isInPass ? dueAt(schedule, spreadOf(job.id, job.spread_seconds), next) : null;
    return [{ jobId: job.id, nextRun: next, nextDueAt, plannedUntil: null }];
  } catch {
    // The planner will fail the job, whatever is wrong with it.
    return [];
  }
}

function isNearer(a: Temporal.Instant, b: Temporal.Instant, to: Temporal.Instant): boolean {
  const distance = (at: Temporal.Instant) => Math.abs(at.epochMilliseconds - to.epochMilliseconds);
  return distance(a) < distance(b);
}
