// What the service did and has to do, in numbers.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';

const Count = z.int().min(0);

export const StatsWindow = z
  .enum(['1h', '6h', '24h', '7d', '30d'])
  .openapi('StatsWindow', { description: 'How far back: an hour, six, a day, a week, or thirty days.' });

const hour = { from: '2027-01-31T09:00:00.000Z', to: '2027-01-31T10:00:00.000Z' };
const ended = { succeeded: 118, failed: 2, canceled: 0, skipped: 1, missed: 0 };
const endedExample = { ...hour, ...ended, lateness_p99_ms: 9 };
const forecastExample = { ...hour, runs: 120 };

const endedFields = {
  succeeded: Count,
  failed: Count,
  canceled: Count,
  skipped: Count.openapi({ description: 'Not started, since another run of the job was unfinished.' }),
  missed: Count.openapi({
    description: 'Occurrences, not rows: a missed stretch counts as many as it holds.',
  }),
};

const Lateness = orNull(z.int().min(0));
const within = 'Within 10 %; null where none started.';

const StatsBucket = z
  .strictObject({
    from: Instant,
    to: Instant.openapi({ description: 'Exclusive; of the newest bucket it is still to come.' }),
    ...endedFields,
    lateness_p99_ms: Lateness.openapi({
      description: `What 99 % of the first attempts did not exceed. ${within}`,
    }),
  })
  .openapi('StatsBucket', { example: endedExample });

const ForecastBucket = z
  .strictObject({
    from: Instant,
    to: Instant,
    runs: Count.openapi({
      description: 'Occurrences of active jobs; in the current hour, those still to come.',
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
          description: 'Active jobs whose last runs failed, counted up to 20 000.',
        }),
      })
      .openapi({ description: 'How many jobs there are now, by status.' }),
    runs: z.strictObject({ queued: Count, running: Count, retrying: Count }).openapi({
      description:
        'Runs that have not ended, now: the first 20 000 by `due_at`, so a sum of 20 000 means as many or more.',
    }),
    totals: z
      .strictObject({
        ...endedFields,
        success_rate: orNull(z.number().min(0).max(1)).openapi({
          description: 'Succeeded of those that succeeded or failed; null where there are none.',
        }),
        lateness_ms: z
          .strictObject({ p50: Lateness, p95: Lateness, p99: Lateness })
          .openapi({ description: `How late first attempts started. ${within}` }),
      })
      .openapi({ description: 'What ended since the first bucket’s `from`.' }),
    series: z.array(StatsBucket).max(72).openapi({
      description:
        'Oldest first, aligned to the clock (UTC); the newest is under way. By the end of each run.',
    }),
    forecast: z.array(ForecastBucket).max(24).openapi({
      description:
        'The next 24 hours by their schedules, the current one first. Computed in the background and about a minute old; empty until the first is computed.',
    }),
    is_estimate: z.boolean().openapi({
      description: 'The forecast is from a sample of the jobs, or has jobs that occur every few seconds.',
    }),
    computed_at: orNull(Instant).openapi({ description: 'When the forecast was computed.' }),
  })
  .openapi('Stats', {
    example: {
      window: '24h',
      jobs: { active: 41, inactive: 3, failed: 1, total: 45, failing: 2 },
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
