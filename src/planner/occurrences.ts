// Lists the occurrences of many jobs in a period, bounded in number and time.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nextOccurrence } from '../schedule/schedule.ts';
import { dueAt, spreadOf } from '../schedule/spread.ts';
import type { UpcomingJob } from '../store/forecast.ts';
import { scheduleOf } from './plan-job.ts';

/** The list yields to the event loop after each slice; when the budget is used up, the other jobs are left out. */
const SLICE_MS = 10;
const BUDGET_MS = 600;
/** A job that takes longer is left out: one with `max_runs` is counted from now on, however far the period is. */
const JOB_BUDGET_MS = 50;
/** Occurrences between two readings of the clock. */
const STEPS = 64;

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
  let jobsLeftOut = 0;
  const stopwatch = new Stopwatch();

  /** Keeps the earliest. The instant of the first that is left out bounds the list. */
  function cut(): void {
    found.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
    const [first] = found.splice(limit);
    if (first === undefined) return;
    end = first.at;
    found = found.filter(({ at }) => Temporal.Instant.compare(at, end) < 0);
  }

  for (const [index, job] of jobs.entries()) {
    if (stopwatch.ms > BUDGET_MS) {
      jobsLeftOut += jobs.length - index;
      break;
    }
    const ofJob = await collect(job, { now, from, to: end, limit: limit + 1 }, stopwatch);
    if (ofJob === undefined) jobsLeftOut += 1;
    else found.push(...ofJob);
    if (found.length > 2 * limit) cut();
    if (stopwatch.isSliceOver) await stopwatch.yield();
  }
  cut();
  return { occurrences: found, completeUntil: end, jobsLeftOut };
}

/** Up to `limit` occurrences of the job; undefined if they take too long. */
async function collect(
  job: UpcomingJob,
  { now, from, to, limit }: Period,
  stopwatch: Stopwatch,
): Promise<Occurrence[] | undefined> {
  const found: Occurrence[] = [];
  try {
    const schedule = scheduleOf(job);
    const spread = spreadOf(job.id, job.spread_seconds);
    let left = job.max_runs === null ? Number.POSITIVE_INFINITY : job.max_runs - job.run_count;
    // The occurrences before `from` use up `max_runs`.
    const start = left === Number.POSITIVE_INFINITY ? from : now;
    const latestMs = stopwatch.ms + JOB_BUDGET_MS;
    let at = nextOccurrence(schedule, start.subtract({ milliseconds: 1 }));
    for (
      let step = 1;
      at !== null && left > 0 && found.length < limit && Temporal.Instant.compare(at, to) < 0;
      step++
    ) {
      left -= 1;
      if (Temporal.Instant.compare(at, from) >= 0)
        found.push({ job, at, dueAt: dueAt(schedule, spread, at) });
      at = nextOccurrence(schedule, at);
      if (step % STEPS !== 0) continue;
      if (stopwatch.ms > latestMs) return undefined;
      if (stopwatch.isSliceOver) await stopwatch.yield();
    }
  } catch {
    // The planner will fail a job whose schedule cannot be used, so the job has no occurrences.
  }
  return found;
}

/** Measures the time of computation, without that of other work in between. */
class Stopwatch {
  #earlierMs = 0;
  #sliceStart = performance.now();

  get ms(): number {
    return this.#earlierMs + performance.now() - this.#sliceStart;
  }

  get isSliceOver(): boolean {
    return performance.now() - this.#sliceStart >= SLICE_MS;
  }

  async yield(): Promise<void> {
    this.#earlierMs = this.ms;
    await nextTurn();
    this.#sliceStart = performance.now();
  }
}
