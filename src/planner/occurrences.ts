// Lists the occurrences of many jobs in a period, bounded in number and time.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nextOccurrence } from '../schedule/schedule.ts';
import { dueAt, spreadOf } from '../schedule/spread.ts';
import type { UpcomingJob } from '../store/forecast.ts';
import { scheduleOf } from './plan-job.ts';

/** The list yields to the event loop after each slice; when the budget is used up, the other jobs are left out. */
const SLICE_MS = 10;
const BUDGET_MS = 600;

export interface Occurrence {
  job: UpcomingJob;
  at: Temporal.Instant;
  dueAt: Temporal.Instant;
}

export interface Period {
  now: Temporal.Instant;
  from: Temporal.Instant;
  /** Exclusive. */
  to: Temporal.Instant;
  limit: number;
}

export async function listOccurrences(
  jobs: readonly UpcomingJob[],
  { now, from, to, limit }: Period,
): Promise<{ occurrences: Occurrence[]; completeUntil: Temporal.Instant; jobsLeftOut: number }> {
  let found: Occurrence[] = [];
  /** Occurrences from here on are not among the first `limit`. */
  let end = to;
  let sliceStart = performance.now();
  let spentMs = 0;
  let jobsLeftOut = 0;

  /** Keeps the earliest. The instant of the first that is left out bounds the list. */
  function cut(): void {
    found.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
    const [first] = found.splice(limit);
    if (first === undefined) return;
    end = first.at;
    found = found.filter(({ at }) => Temporal.Instant.compare(at, end) < 0);
  }

  for (const [index, job] of jobs.entries()) {
    collect(job, now, from, end, limit + 1, found);
    if (found.length > 2 * limit) cut();
    if (performance.now() - sliceStart < SLICE_MS) continue;
    spentMs += performance.now() - sliceStart;
    if (spentMs > BUDGET_MS) {
      jobsLeftOut = jobs.length - index - 1;
      break;
    }
    await nextTurn();
    sliceStart = performance.now();
  }
  cut();
  return { occurrences: found, completeUntil: end, jobsLeftOut };
}

function collect(
  job: UpcomingJob,
  now: Temporal.Instant,
  from: Temporal.Instant,
  end: Temporal.Instant,
  limit: number,
  found: Occurrence[],
): void {
  try {
    const schedule = scheduleOf(job);
    const spread = spreadOf(job.id, job.spread_seconds);
    let left = job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count;
    // The occurrences before `from` use up `max_runs`.
    const start = left === Number.POSITIVE_INFINITY ? from : now;
    let added = 0;
    let at = nextOccurrence(schedule, start.subtract({ milliseconds: 1 }));
    while (at !== null && left > 0 && added < limit && Temporal.Instant.compare(at, end) < 0) {
      left -= 1;
      if (Temporal.Instant.compare(at, from) >= 0) {
        found.push({ job, at, dueAt: dueAt(schedule, spread, at) });
        added += 1;
      }
      at = nextOccurrence(schedule, at);
    }
  } catch {
    // The planner will fail a job whose schedule cannot be used, so the job has no occurrences.
  }
}
