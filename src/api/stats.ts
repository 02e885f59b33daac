// The route of statistics: counts of runs and jobs, lateness and the forecast.
import type { Stats } from '../../openapi/schemas/stats.ts';
import type { statsRoutes } from '../../openapi/stats.ts';
import { computeForecast, type Forecast } from '../planner/forecast.ts';
import { createForecastCache } from '../planner/forecast-cache.ts';
import { HOUR_MS } from '../schedule/civil.ts';
import { countFailingJobs } from '../store/failing-jobs.ts';
import { countJobs } from '../store/job-states.ts';
import { percentile } from '../store/lateness-bins.ts';
import { databaseNow } from '../store/open.ts';
import {
  type BucketCounts,
  countUnfinishedRuns,
  listBucketCounts,
  listBucketLateness,
} from '../store/stats.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';
import { findWindow } from './stats-windows.ts';

const STATUSES = ['succeeded', 'failed', 'canceled', 'skipped', 'missed'] as const;

export function createStatsHandlers({
  reading: db,
  failingAfter,
  onError,
}: ApiDeps): Handlers<typeof statsRoutes> {
  const forecast = createForecastCache(async () => {
    const [now, jobs] = await Promise.all([databaseNow(db), countJobs(db)]);
    return await computeForecast(db, now, jobs.active);
  }, onError);

  return {
    getStats: async (c) => {
      const window = c.req.valid('query').window ?? '24h';
      const range = findWindow(window, await databaseNow(db));
      const [jobs, failing, runs, counts, lateness, nextHours] = await Promise.all([
        countJobs(db),
        countFailingJobs(db, failingAfter),
        countUnfinishedRuns(db),
        listBucketCounts(db, range),
        listBucketLateness(db, range),
        forecast(),
      ]);
      const bins = new Map(
        lateness.map((bucket) => [
          bucket.starts_at.epochMilliseconds,
          new Map(bucket.bins.map((bin, i) => [bin, bucket.counts[i]!])),
        ]),
      );
      return c.json(
        {
          window,
          jobs: {
            ...jobs,
            total: jobs.active + jobs.inactive + jobs.failed,
            failing,
            failing_after: failingAfter,
          },
          runs,
          totals: sumTotals(counts, [...bins.values()]),
          series: viewSeries(range, counts, bins),
          ...viewForecast(nextHours),
        },
        200,
      );
    },
  };
}

type Bins = ReadonlyMap<number, number>;

function sumTotals(counts: BucketCounts[], buckets: Bins[]): Stats['totals'] {
  const ended = { succeeded: 0, failed: 0, canceled: 0, skipped: 0, missed: 0 };
  for (const bucket of counts) for (const status of STATUSES) ended[status] += bucket[status];
  const bins = new Map<number, number>();
  for (const bucket of buckets)
    for (const [bin, count] of bucket) bins.set(bin, (bins.get(bin) ?? 0) + count);
  const finished = ended.succeeded + ended.failed;
  return {
    ...ended,
    success_rate: finished === 0 ? null : ended.succeeded / finished,
    lateness_ms: { p50: percentile(bins, 0.5), p95: percentile(bins, 0.95), p99: percentile(bins, 0.99) },
  };
}

function viewSeries(
  { from, bucketMinutes, buckets }: ReturnType<typeof findWindow>,
  counts: BucketCounts[],
  bins: ReadonlyMap<number, Bins>,
): Stats['series'] {
  const byStart = new Map(counts.map((bucket) => [bucket.starts_at.epochMilliseconds, bucket]));
  return Array.from({ length: buckets }, (_, i) => {
    const start = from.add({ minutes: i * bucketMinutes });
    const found = byStart.get(start.epochMilliseconds);
    return {
      from: viewInstant(start),
      to: viewInstant(start.add({ minutes: bucketMinutes })),
      succeeded: found?.succeeded ?? 0,
      failed: found?.failed ?? 0,
      canceled: found?.canceled ?? 0,
      skipped: found?.skipped ?? 0,
      missed: found?.missed ?? 0,
      lateness_p99_ms: percentile(bins.get(start.epochMilliseconds) ?? new Map(), 0.99),
    };
  });
}

function viewForecast(
  forecast: Forecast | undefined,
): Pick<Stats, 'forecast' | 'is_estimate' | 'computed_at'> {
  if (forecast === undefined) return { forecast: [], is_estimate: true, computed_at: null };
  return {
    forecast: forecast.hours.map((runs, i) => ({
      from: viewInstant(forecast.start.add({ milliseconds: i * HOUR_MS })),
      to: viewInstant(forecast.start.add({ milliseconds: (i + 1) * HOUR_MS })),
      runs,
    })),
    is_estimate: forecast.isEstimate,
    computed_at: viewInstant(forecast.computedAt),
  };
}
