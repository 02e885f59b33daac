// Forecasts the number of runs per hour from the schedules of active jobs.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { HOUR_MS } from '../schedule/civil.ts';
import { type ForecastJob, listOccurringJobs, sampleJobs } from '../store/forecast.ts';
import { scheduleColumns } from '../store/jobs.ts';
import type { Database } from '../store/schema.ts';
import { countOccurrences, type HourlyCounts } from './count-occurrences.ts';
import { scheduleOf } from './plan-job.ts';

const HOURS = 24;
/** Up to so many jobs are all counted; of more jobs, a sample of this size. */
const JOBS_AT_MOST = 2_000;
/** Counting yields to the event loop after each slice; when the budget is used up, the rest is extrapolated. */
const SLICE_MS = 10;
const BUDGET_MS = 400;

export interface Forecast {
  /** The start of the first hour, the current one, of which only the remaining part is counted. */
  start: Temporal.Instant;
  /** Occurrences in each hour. */
  hours: number[];
  isEstimate: boolean;
  computedAt: Temporal.Instant;
}

/**
 * Counts the occurrences of the current hour and the next 23; `activeJobs` is the number of active jobs. The result is
 * exact for up to 2 000 jobs with occurrences in that time, unless they are very frequent; else a sample is extrapolated.
 */
export async function computeForecast(
  db: Kysely<Database>,
  now: Temporal.Instant,
  activeJobs: number,
): Promise<Forecast> {
  const start = Temporal.Instant.fromEpochMilliseconds(Math.floor(now.epochMilliseconds / HOUR_MS) * HOUR_MS);
  const horizon = start.add({ hours: HOURS });
  const { jobs, scale } = await findJobs(db, horizon, activeJobs);
  const totals = new Array<number>(HOURS).fill(0);
  const cache = new Map<string, HourlyCounts>();
  let isEstimate = scale !== 1;
  let sliceStart = performance.now();
  let spentMs = 0;
  let counted = 0;
  for (const job of jobs) {
    const { hours, isExact } = count(job, cache, now, start);
    const remainingRuns =
      job.max_runs === null ? Number.POSITIVE_INFINITY : Math.max(0, job.max_runs - job.run_count);
    addUpTo(totals, hours, remainingRuns);
    if (!isExact) isEstimate = true;
    counted += 1;
    if (performance.now() - sliceStart < SLICE_MS) continue;
    spentMs += performance.now() - sliceStart;
    if (spentMs > BUDGET_MS) break;
    await nextTurn();
    sliceStart = performance.now();
  }
  const factor = counted === 0 ? 1 : (scale * jobs.length) / counted;
  return {
    start,
    hours: totals.map((runs) => Math.round(runs * factor)),
    isEstimate: isEstimate || counted < jobs.length,
    computedAt: now,
  };
}

/** Jobs in random order, and the number of jobs that each represents. */
async function findJobs(
  db: Kysely<Database>,
  horizon: Temporal.Instant,
  activeJobs: number,
): Promise<{ jobs: ForecastJob[]; scale: number }> {
  const jobs = await listOccurringJobs(db, horizon, JOBS_AT_MOST);
  if (jobs !== undefined) return { jobs: shuffle(jobs), scale: 1 };
  const sample = await sampleJobs(db, horizon, activeJobs, JOBS_AT_MOST);
  return { jobs: sample.jobs, scale: sample.drawn === 0 ? 1 : activeJobs / sample.drawn };
}

/** The budget can end the count early: then the counted jobs must be a random sample, not the earliest. */
function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Jobs with the same schedule share a count. */
function count(
  job: ForecastJob,
  cache: Map<string, HourlyCounts>,
  now: Temporal.Instant,
  start: Temporal.Instant,
): HourlyCounts {
  // Only a recurring schedule without `starts_at` depends on the creation time of the job.
  const isAnchored = job.schedule_type === 'recurring' && job.starts_at === null;
  const relevant = scheduleColumns.filter((name) => name !== 'created_at' || isAnchored);
  const key = JSON.stringify(relevant.map((name) => job[name]));
  let counts = cache.get(key);
  if (counts === undefined) {
    counts = countOf(job, now, start);
    cache.set(key, counts);
  }
  return counts;
}

function countOf(job: ForecastJob, now: Temporal.Instant, start: Temporal.Instant): HourlyCounts {
  try {
    return countOccurrences(scheduleOf(job), now, start, HOURS);
  } catch {
    // The planner will fail a job whose schedule cannot be used, so the job has no runs.
    return { hours: new Array<number>(HOURS).fill(0), isExact: true };
  }
}

function addUpTo(totals: number[], hours: readonly number[], limit: number): void {
  let left = limit;
  for (const [i, runs] of hours.entries()) {
    const added = Math.min(runs, left);
    totals[i]! += added;
    left -= added;
  }
}
