// The load of the coming hours, told from the schedules of the active jobs.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { HOUR_MS } from '../schedule/civil.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import { type ForecastJob, listOccurringJobs, sampleJobs } from '../store/forecast.ts';
import { scheduleColumns } from '../store/jobs.ts';
import type { Database } from '../store/schema.ts';
import { countOccurrences, type HourlyCounts } from './count-occurrences.ts';
import { scheduleOf } from './plan-job.ts';

const HOURS = 24;
/** Up to so many jobs are all counted; of more, so many are drawn. */
const JOBS_AT_MOST = 2_000;
/** After so much counting in one go the event loop has its turn; after so much in all, the rest is reckoned. */
const SLICE_MS = 10;
const BUDGET_MS = 400;

export interface Forecast {
  /** Of the first hour, which is the current one: what is still to come of it. */
  start: Temporal.Instant;
  /** Occurrences in each hour. */
  hours: number[];
  isEstimate: boolean;
  computedAt: Temporal.Instant;
}

/**
 * Counts the occurrences of 24 hours, the current one and those that follow; `activeJobs` is how many jobs are active.
 * Exact for up to 2 000 jobs that occur in that time, unless they occur all the time; else an estimate from a sample.
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
  const known = new Map<string, HourlyCounts>();
  let isEstimate = scale !== 1;
  let sliceStart = performance.now();
  let spentMs = 0;
  let counted = 0;
  for (const job of jobs) {
    const { hours, isExact } = count(job, known, now, start);
    const places =
      job.max_runs === null ? Number.POSITIVE_INFINITY : Math.max(0, job.max_runs - job.run_count);
    addUpTo(totals, hours, places);
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

/** Jobs in no order, and how many each of them stands for. */
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

/** Where the budget ends the count, those counted must not be the first to occur. */
function shuffle<T>(items: T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

/** Jobs with the same schedule are counted once. */
function count(
  job: ForecastJob,
  known: Map<string, HourlyCounts>,
  now: Temporal.Instant,
  start: Temporal.Instant,
): HourlyCounts {
  // Only a recurring schedule without a start depends on when the job was made.
  const isAnchored = job.schedule_type === 'recurring' && job.starts_at === null;
  const relevant = scheduleColumns.filter((name) => name !== 'created_at' || isAnchored);
  const key = JSON.stringify(relevant.map((name) => job[name]));
  let counts = known.get(key);
  if (counts === undefined) {
    counts = countOf(job, now, start);
    known.set(key, counts);
  }
  return counts;
}

function countOf(job: ForecastJob, now: Temporal.Instant, start: Temporal.Instant): HourlyCounts {
  try {
    return countOccurrences(scheduleOf(job), now, start, HOURS);
  } catch (error) {
    // A row that does not parse will fail its job when it is planned, and runs nothing.
    if (error instanceof ScheduleError) return { hours: new Array<number>(HOURS).fill(0), isExact: true };
    throw error;
  }
}

function addUpTo(totals: number[], hours: readonly number[], places: number): void {
  let left = places;
  for (const [i, runs] of hours.entries()) {
    const added = Math.min(runs, left);
    totals[i]! += added;
    left -= added;
  }
}
