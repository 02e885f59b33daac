// Tests the list of upcoming occurrences: start, limit and max_runs.
import { expect, test } from 'vitest';
import { testDefinition } from '../testing/definition.ts';
import { listNext, type UpcomingJob } from './next-occurrence.ts';

const job: UpcomingJob = {
  ...testDefinition,
  cron_expression: '0 9 * * *',
  created_at: Temporal.Instant.from('2027-01-01T00:00:00Z'),
  next_run: Temporal.Instant.from('2027-01-31T09:00:00Z'),
  run_count: 0,
};

function next(fields: Partial<UpcomingJob>, planned = 0): string[] {
  return listNext({ ...job, ...fields }, planned, 3).map(String);
}

test('the stored occurrence comes first', () => {
  expect(next({})).toEqual(['2027-01-31T09:00:00Z', '2027-02-01T09:00:00Z', '2027-02-02T09:00:00Z']);
  expect(next({ exclude: ['2027-02-01'], ends_at: Temporal.Instant.from('2027-02-03T00:00:00Z') })).toEqual([
    '2027-01-31T09:00:00Z',
    '2027-02-02T09:00:00Z',
  ]);
  expect(next({ next_run: null })).toEqual([]);
});

test.each([
  [{ max_runs: 9, run_count: 2 }, 0, 3],
  [{ max_runs: 4, run_count: 2 }, 0, 2],
  [{ max_runs: 4, run_count: 2 }, 1, 1],
  [{ max_runs: 4, run_count: 2 }, 2, 0],
  [{ max_runs: 2, run_count: 3 }, 0, 0],
])('%o with %i planned leaves %i', (fields, planned, count) => {
  expect(next(fields, planned)).toHaveLength(count);
});

test('an unparsable schedule has no upcoming occurrence', () => {
  expect(next({ cron_expression: 'at nine' })).toEqual([]);
  expect(next({ timezone: 'Mars/Olympus' })).toEqual([]);
});
