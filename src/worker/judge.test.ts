// What an answer means for its run.
import { expect, test } from 'vitest';
import type { SendResult } from '../http/client.ts';
import { judge } from './judge.ts';

const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: 1, total_ms: 1 };
const answered = (statusCode: number): SendResult => ({
  kind: 'answered',
  statusCode,
  headers: {},
  body: '',
  truncated: false,
  timings,
});
const failure = (kind: 'timed_out' | 'unreachable' | 'blocked'): SendResult => ({
  kind,
  error: { code: 'x', message: 'X.' },
  timings,
});
const retry = {
  max_attempts: 4,
  initial_delay_seconds: 10,
  max_delay_seconds: 60,
  factor: 2,
  max_age_seconds: 100,
};
const first = { retry, attempts: 1, ageMs: 0 };

test.each([
  [answered(200), 'succeeded', 'succeeded'],
  [answered(299), 'succeeded', 'succeeded'],
  [answered(302), 'rejected', 'retrying'],
  [answered(404), 'rejected', 'retrying'],
  [answered(503), 'rejected', 'retrying'],
  [failure('timed_out'), 'timed_out', 'retrying'],
  [failure('unreachable'), 'unreachable', 'retrying'],
  [failure('blocked'), 'blocked', 'failed'],
] as const)('%o', (result, outcome, status) => {
  expect(judge(result, first, 0.5)).toMatchObject({ outcome, status });
});

test('the wait is drawn evenly from zero to a bound that grows to its maximum', () => {
  const waits = (random: number) =>
    [1, 2, 3].map((attempts) => judge(answered(500), { ...first, attempts }, random).retryInMs);
  expect(waits(0)).toEqual([0, 0, 0]);
  expect(waits(0.5)).toEqual([5_000, 10_000, 20_000]);
  expect(waits(0.999)).toEqual([9_990, 19_980, 39_960]);
  const many = { ...first, retry: { ...retry, max_attempts: 50 }, attempts: 20 };
  expect(judge(answered(500), many, 0.5).retryInMs).toBe(30_000);
});

test('the last attempt, and one that would come too late, end the run', () => {
  expect(judge(answered(500), { ...first, attempts: 4 }, 0).status).toBe('failed');
  expect(judge(answered(500), { ...first, ageMs: 95_001 }, 0.5).status).toBe('failed');
  expect(judge(answered(500), { ...first, ageMs: 95_000 }, 0.5).status).toBe('retrying');
});
