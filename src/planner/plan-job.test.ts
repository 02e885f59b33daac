// Tests planning one job with on-time, late, missed and no further occurrences.
import { expect, test } from 'vitest';
import { scheduledRunId } from '../store/ids.ts';
import { testDefinition } from '../testing/definition.ts';
import { type PlannableJob, planJob } from './plan-job.ts';

const instant = (text: string) => Temporal.Instant.from(text);

function job(fields: Partial<PlannableJob>): PlannableJob {
  return {
    id: '01930000-0000-7000-8000-000000000001',
    ...testDefinition,
    created_at: instant('2027-01-01T00:00:00Z'),
    next_run: instant('2027-01-01T00:01:00Z'),
    ...fields,
  };
}

function plan(planned: PlannableJob, now: string, horizonMs = 5_000) {
  const at = instant(now);
  const { runs, missed, nextRun } = planJob(planned, at, at.add({ milliseconds: horizonMs }));
  return {
    runs: [
      ...(missed ? [`${missed.from} – ${missed.until} ×${missed.count}`] : []),
      ...runs.map((run) => String(run.scheduledFor)),
    ],
    nextRun: nextRun && String(nextRun),
  };
}

test.each([
  ['nothing is due within the look-ahead', {}, '2027-01-01T00:00:54Z', [], '2027-01-01T00:01:00Z'],
  ['due within the look-ahead', {}, '2027-01-01T00:00:55Z', ['2027-01-01T00:01:00Z'], '2027-01-01T00:02:00Z'],
  [
    'a minute late is on time',
    {},
    '2027-01-01T00:02:00Z',
    ['2027-01-01T00:01:00Z', '2027-01-01T00:02:00Z'],
    '2027-01-01T00:03:00Z',
  ],
  [
    'the newest late occurrence runs, the older ones are one missed record',
    {},
    '2027-01-01T01:00:30Z',
    ['2027-01-01T00:01:00Z – 2027-01-01T00:58:00Z ×58', '2027-01-01T00:59:00Z', '2027-01-01T01:00:00Z'],
    '2027-01-01T01:01:00Z',
  ],
  [
    'under `none` a frozen job of every second does not run in a burst',
    {
      cron_expression: '* * * * * *',
      catch_up: { policy: 'none' as const, window_seconds: 86_400 },
      next_run: instant('2027-01-01T00:00:01Z'),
    },
    '2027-01-01T00:01:20.500Z',
    [
      '2027-01-01T00:00:01Z – 2027-01-01T00:01:19Z ×79',
      ...['20', '21', '22', '23', '24', '25'].map((second) => `2027-01-01T00:01:${second}Z`),
    ],
    '2027-01-01T00:01:26Z',
  ],
  [
    'a single late occurrence runs, and nothing is missed',
    { cron_expression: '0 0 * * *', next_run: instant('2027-01-02T00:00:00Z') },
    '2027-01-02T12:00:00Z',
    ['2027-01-02T00:00:00Z'],
    '2027-01-03T00:00:00Z',
  ],
  [
    'beyond the catch-up window everything is missed',
    {
      schedule_type: 'recurring' as const,
      cron_expression: null,
      interval: 'week' as const,
      interval_value: 1,
      next_run: instant('2027-01-08T00:00:00Z'),
    },
    '2027-01-17T00:00:00Z',
    ['2027-01-08T00:00:00Z – 2027-01-15T00:00:00Z ×2'],
    '2027-01-22T00:00:00Z',
  ],
  [
    'a specific time long past is missed, and nothing is left',
    {
      schedule_type: 'specific_time' as const,
      cron_expression: null,
      specific_time: instant('2027-01-01T00:01:00Z'),
    },
    '2027-01-03T00:00:00Z',
    ['2027-01-01T00:01:00Z – 2027-01-01T00:01:00Z ×1'],
    null,
  ],
  [
    'no occurrence is after ends_at',
    { ends_at: instant('2027-01-01T00:01:00Z') },
    '2027-01-01T00:01:00Z',
    ['2027-01-01T00:01:00Z'],
    null,
  ],
])('%s', (_what, fields, now, runs, nextRun) => {
  expect(plan(job(fields), now)).toEqual({ runs, nextRun });
});

test('missed occurrences are counted up to 100 000, and the last one is recorded', () => {
  const everySecond = job({ cron_expression: '* * * * * *', next_run: instant('2027-01-01T00:00:01Z') });
  const { runs } = plan(everySecond, '2027-02-01T00:00:00Z');
  expect(runs[0]).toBe('2027-01-01T00:00:01Z – 2027-01-31T23:58:58Z ×100000');
  expect(runs[1]).toBe('2027-01-31T23:58:59Z');
});

test('the same occurrence always has the same id', () => {
  const at = instant('2027-01-01T00:01:00Z');
  const [run] = planJob(job({}), at, at).runs;
  expect(run?.id).toBe(scheduledRunId(job({}).id, at));
});

test('the error of an unparsable schedule names its field', () => {
  const at = instant('2027-01-01T00:01:00Z');
  expect(() => planJob(job({ cron_expression: 'nonsense' }), at, at)).toThrow(
    expect.objectContaining({ field: 'cron_expression' }),
  );
});
