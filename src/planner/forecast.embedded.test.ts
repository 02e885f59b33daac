// Tests the forecast: exact counts for few jobs, a sample for many.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { nextOccurrence, type Schedule } from '../schedule/schedule.ts';
import { insertTestJob, insertTestJobs, useTestStore } from '../testing/store.ts';
import { countOccurrences } from './count-occurrences.ts';
import { computeForecast, type Forecast } from './forecast.ts';
import { createForecastCache } from './forecast-cache.ts';
import { scheduleOf } from './plan-job.ts';

const store = useTestStore();

const now = Temporal.Instant.from('2027-03-10T10:17:23.456Z');
const start = Temporal.Instant.from('2027-03-10T10:00:00Z');
const soon = String(now.add({ seconds: 30 }));

function walk(schedule: Schedule): number[] {
  const hours = new Array<number>(24).fill(0);
  for (let at = nextOccurrence(schedule, now); at !== null; at = nextOccurrence(schedule, at)) {
    const hour = Math.floor((at.epochMilliseconds - start.epochMilliseconds) / 3_600_000);
    if (hour >= 24) break;
    hours[hour]! += 1;
  }
  return hours;
}

const cron = async (expression: string, timezone = 'UTC') =>
  scheduleOf(await insertTestJob(store, soon, { cron_expression: expression, timezone }));

test.each([
  '0 * * * *',
  '* * * * *',
  '*/5 9-17 * * 1-5',
  '0-11 * * * *',
  '30 2 * * *',
  '0 0 1 1 *',
  '0 59,0 23,0 * * *',
])('%s is counted exactly', async (expression) => {
  const schedule = await cron(expression, 'America/New_York');
  expect(countOccurrences(schedule, now, start, 24)).toEqual({ hours: walk(schedule), isExact: true });
});

test.each([
  '* * * * * *',
  '*/2 * * * * *',
  '*/10 * 9-17 * * *',
  '0/30 * * * * *',
])('%s is reckoned, within two in a hundred of each hour', async (expression) => {
  const schedule = await cron(expression);
  const { hours, isExact } = countOccurrences(schedule, now, start, 24);
  expect(isExact).toBe(false);
  for (const [hour, count] of walk(schedule).entries()) {
    expect(Math.abs(hours[hour]! - count), `hour ${hour}: ${hours[hour]} of ${count}`).toBeLessThanOrEqual(
      count * 0.02 + 2,
    );
  }
});

test('all schedule types are counted; jobs at max_runs, without near occurrences or inactive are not', async () => {
  await insertTestJobs(store, 3, soon, { cron_expression: '15 * * * *' });
  await insertTestJob(store, soon, { cron_expression: '* * * * *', max_runs: 5 });
  await insertTestJob(store, '2027-03-10T12:30:00Z', {
    schedule_type: 'specific_time',
    cron_expression: null,
    specific_time: Temporal.Instant.from('2027-03-10T12:30:00Z'),
  });
  await insertTestJob(store, soon, {
    schedule_type: 'recurring',
    cron_expression: null,
    interval: 'minute',
    interval_value: 20,
    starts_at: start,
  });
  await insertTestJob(store, '2028-01-01T00:00:00Z', { cron_expression: '0 0 1 1 *' });
  await insertTestJob(store, soon, { timezone: 'Nowhere/Nothing' });
  const forecast = await computeForecast(store.db, now, 8);
  const expected = new Array<number>(24).fill(3 + 3);
  // In the current hour 10:15 is past, 10:20 and 10:40 are upcoming, and one job has five runs left.
  expected[0] = 2 + 5;
  expected[2]! += 1;
  expect(forecast).toMatchObject({ start, hours: expected, isEstimate: false });
});

test('many jobs are estimated from a sample', async () => {
  await insertTestJobs(store, 3_000, soon, { cron_expression: '5 * * * *' });
  await insertTestJobs(store, 3_000, soon, { cron_expression: '5,35 12 * * *' });
  await sql`update job_states set status = 'inactive', status_reason = 'paused', next_run = null, next_due_at = null
            where job_id in (select id from jobs order by id limit 1000)`.execute(store.db);
  const { hours, isEstimate } = await computeForecast(store.db, now, 5_000);
  expect(isEstimate).toBe(true);
  for (const [hour, expected] of [
    [1, 2_000],
    [2, 8_000],
    [3, 2_000],
  ] as const) {
    expect(Math.abs(hours[hour]! - expected), `hour ${hour}: ${hours[hour]}`).toBeLessThan(expected * 0.15);
  }
});

test('is computed once for concurrent requests, in the background, and again after an error', async () => {
  const forecast: Forecast = { start, hours: [], isEstimate: false, computedAt: now };
  const attempts: PromiseWithResolvers<Forecast>[] = [];
  const errors: unknown[] = [];
  const forecastOf = createForecastCache(
    async () => {
      const attempt = Promise.withResolvers<Forecast>();
      attempts.push(attempt);
      return await attempt.promise;
    },
    (error) => errors.push(error),
  );
  expect(await Promise.all([forecastOf(), forecastOf()])).toEqual([undefined, undefined]);
  expect(attempts).toHaveLength(1);
  attempts[0]!.reject(new Error('out of reach'));
  expect(await forecastOf()).toBeUndefined();
  expect(errors).toHaveLength(1);
  const pending = forecastOf();
  attempts[1]!.resolve(forecast);
  expect(await pending).toBe(forecast);
  expect(await forecastOf()).toBe(forecast);
  expect(attempts).toHaveLength(2);
});
