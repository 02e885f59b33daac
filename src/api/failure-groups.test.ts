// Tests the grouping of failed runs by error, status code and host.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FailedRun } from '../store/failures.ts';
import { groupFailures } from './failure-groups.ts';

const status500 = { error_code: 'status_500', status_code: 500, target_host: 'example.com' };

/** Sorted newest first, as the store returns them. */
function runsOf(...runs: (Partial<FailedRun> & { job_id: string })[]): FailedRun[] {
  const end = Temporal.Instant.from('2027-01-31T09:00:00Z');
  return runs.map((run, i) => ({
    id: `run ${i}`,
    job_name: 'job',
    error_message: 'The target answered 500.',
    finished_at: end.subtract({ seconds: i }),
    ...status500,
    ...run,
  }));
}

test('each error, status code and host has its own group, newest first', () => {
  const groups = groupFailures(
    runsOf(
      { job_id: 'a' },
      { job_id: 'a', status_code: null },
      { job_id: 'a', error_code: 'body_mismatch' },
      { job_id: 'a' },
      { job_id: 'a', target_host: 'example.org' },
      { job_id: 'b', target_host: null },
      { job_id: 'a', error_code: 'body_mismatch' },
    ),
  );
  expect(groups.map(({ newest, runs }) => [newest.id, runs])).toEqual([
    ['run 0', 2],
    ['run 1', 1],
    ['run 2', 2],
    ['run 4', 1],
    ['run 5', 1],
  ]);
});

test('runs with different messages get a sentence that is true of all of them', () => {
  const timeout = { error_code: 'timeout', status_code: null };
  const after = (limit: string) => `example.com did not answer within ${limit}.`;
  const messageOf = (...runs: Parameters<typeof runsOf>) => groupFailures(runsOf(...runs))[0]!.message;
  expect(
    messageOf(
      { job_id: 'a', ...timeout, error_message: after('10 s') },
      { job_id: 'b', ...timeout, error_message: after('4 s') },
    ),
  ).toBe('example.com did not respond within the timeout of the job.');
  expect(messageOf({ job_id: 'a', ...timeout, error_message: after('4 s') })).toBe(after('4 s'));

  // Every code of the documentation has such a sentence, except for those whose runs have the same message.
  const documented = readFileSync(new URL('../../docs/delivery.md', import.meta.url), 'utf8').matchAll(
    /^\| `(\w+)` \| `(?:rejected|timed_out|unreachable|blocked)` \|/gm,
  );
  const codes = [...documented].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(20);
  for (const error_code of codes) {
    for (const target_host of ['example.com', null]) {
      const run = { job_id: 'a', error_code, status_code: null, target_host };
      const message = messageOf({ ...run, error_message: 'one' }, { ...run, error_message: 'another' });
      expect(message).toMatch(/^(example\.com|The target) [a-z].*\.$/);
      expect(message).not.toContain(`(${error_code})`);
    }
  }
  const rejected = { job_id: 'a', error_code: 'status_302', status_code: 302 };
  expect(messageOf({ ...rejected, error_message: 'To /a.' }, { ...rejected, error_message: 'To /b.' })).toBe(
    'example.com answered 302.',
  );
});

test('each job is listed once, with its newest run', () => {
  const [group] = groupFailures(
    runsOf({ job_id: 'b' }, { job_id: 'a' }, { job_id: 'b' }, { job_id: 'c' }, { job_id: 'a' }),
  );
  expect([...group!.jobs].map(([job, run]) => [job, run.id])).toEqual([
    ['b', 'run 0'],
    ['a', 'run 1'],
    ['c', 'run 3'],
  ]);
  expect(group!.runs).toBe(5);
  expect(groupFailures([])).toEqual([]);
});
