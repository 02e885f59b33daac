// New time zone data: what comes next is computed anew, without an occurrence doubled or lost.
import type { Kysely } from 'kysely';
import { latestOccurrence, nextOccurrence, ScheduleError } from '../schedule/schedule.ts';
import { dueAt, spreadOf } from '../schedule/spread.ts';
import { type JobProgress, savePlans } from '../store/planning.ts';
import type { Database } from '../store/schema.ts';
import { findState, saveState } from '../store/service-state.ts';
import { lockZonedJobs, type ZonedJob } from '../store/zone-data.ts';
import { scheduleOf } from './plan-job.ts';

const JOBS_AT_ONCE = 2_000;
const LOWEST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Where the stored occurrences were computed with other data than `version`, moves those that differ by it. Done again
 * from the start when it was cut short: it changes nothing twice.
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
 * The occurrence that the stored one has become is the nearest to it: zones move by hours, and what occurs once a day
 * or less often stays on its day. Of what occurs more often the later of two equally near ones is taken, so that
 * nothing comes twice.
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
  } catch (error) {
    // The planner parks what does not parse.
    if (error instanceof ScheduleError) return [];
    throw error;
  }
}

function isNearer(a: Temporal.Instant, b: Temporal.Instant, to: Temporal.Instant): boolean {
  const distance = (at: Temporal.Instant) => Math.abs(at.epochMilliseconds - to.epochMilliseconds);
  return distance(a) < distance(b);
}
