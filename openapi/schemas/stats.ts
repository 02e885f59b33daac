// Schemas of the statistics and the forecast.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';

const Count = z.int().min(0);

export const StatsWindow = z.enum(['1h', '6h', '24h', '7d', '30d']).openapi('StatsWindow', {
  description: 'Length of the time window up to now: 1 hour, 6 hours, 24 hours, 7 days or 30 days.',
});

/** The query of statistics. The default is applied by the handlers. */
export const WindowQuery = z.strictObject({
  window: StatsWindow.optional().openapi({
    description: 'Length of the time window up to now. Defaults to `24h`.',
  }),
});

const hour = { from: '2027-01-31T09:00:00.000Z', to: '2027-01-31T10:00:00.000Z' };
const ended = { succeeded: 118, failed: 2, canceled: 0, skipped: 1, missed: 0 };
const endedExample = { ...hour, ...ended, lateness_p99_ms: 9 };
const forecastExample = { ...hour, runs: 120 };

const endedFields = {
  succeeded: Count,
  failed: Count,
  canceled: Count,
  skipped: Count.openapi({ description: 'Runs that the overlap policy skipped.' }),
  missed: Count.openapi({
    description:
      'Missed occurrences. A run that records several consecutive missed occurrences counts as that many.',
  }),
};

const Lateness = orNull(z.int().min(0));
const accuracy = 'Accurate to 10 %. Null if no run started.';

const StatsBucket = z
  .strictObject({
    from: Instant,
    to: Instant.openapi({
      description: 'The end of the bucket, exclusive. The end of the newest bucket is in the future.',
    }),
    ...endedFields,
    lateness_p99_ms: Lateness.openapi({
      description: `99th percentile of the lateness of first attempts. ${accuracy}`,
    }),
  })
  .openapi('StatsBucket', { example: endedExample });

const ForecastBucket = z
  .strictObject({
    from: Instant,
    to: Instant,
    runs: Count.openapi({
      description:
        'Upcoming occurrences of active jobs. The bucket of the current hour counts only the rest of the hour.',
    }),
  })
  .openapi('ForecastBucket', { example: forecastExample });

export const Stats = z
  .strictObject({
    window: StatsWindow,
    jobs: z
      .strictObject({
        active: Count,
        inactive: Count,
        failed: Count,
        total: Count,
        failing: Count.openapi({
          description: 'Active jobs whose last `failing_after` runs failed, counted up to 20 000.',
        }),
        failing_after: z.int().min(1).openapi({ description: 'The setting `FAILING_AFTER`.' }),
      })
      .openapi({ description: 'Current number of jobs by status.' }),
    runs: z.strictObject({ queued: Count, running: Count, retrying: Count }).openapi({
      description:
        'Current number of unfinished runs by status. Counts the first 20 000 by `due_at`: a sum of 20 000 means 20 000 or more.',
    }),
    totals: z
      .strictObject({
        ...endedFields,
        success_rate: orNull(z.number().min(0).max(1)).openapi({
          description: 'Share of succeeded runs among succeeded and failed runs. Null if there are none.',
        }),
        lateness_ms: z.strictObject({ p50: Lateness, p95: Lateness, p99: Lateness }).openapi({
          description: `Percentiles of the lateness of first attempts, in milliseconds. ${accuracy}`,
        }),
      })
      .openapi({ description: 'Runs that ended since the start of the first bucket.' }),
    series: z.array(StatsBucket).max(72).openapi({
      description:
        'Runs by the time of their end, in buckets aligned to the clock (UTC), oldest first. The newest bucket is incomplete.',
    }),
    forecast: z.array(ForecastBucket).max(24).openapi({
      description:
        'Forecast of the next 24 hours, starting with the current hour. Computed in the background about once a minute. Empty until the first forecast is computed.',
    }),
    is_estimate: z.boolean().openapi({
      description:
        'True if the forecast is extrapolated: from a sample of the jobs, or for jobs that run every few seconds.',
    }),
    computed_at: orNull(Instant).openapi({
      description: 'The instant at which the forecast was computed. Null if there is none yet.',
    }),
  })
  .openapi('Stats', {
    example: {
      window: '24h',
      jobs: { active: 41, inactive: 3, failed: 1, total: 45, failing: 2, failing_after: 3 },
      runs: { queued: 4, running: 2, retrying: 1 },
      totals: { ...ended, success_rate: 0.983, lateness_ms: { p50: 2, p95: 5, p99: 9 } },
      series: [endedExample],
      forecast: [forecastExample],
      is_estimate: false,
      computed_at: hour.from,
    },
  });

export type Stats = z.infer<typeof Stats>;
export type StatsWindow = z.infer<typeof StatsWindow>;
