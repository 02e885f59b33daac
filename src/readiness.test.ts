// Tests readiness: evidence of success and failure per part, and work without a response.
import { afterEach, expect, test, vi } from 'vitest';
import { createReadiness, HANGS_AFTER_MS, unobserved } from './readiness.ts';

afterEach(() => {
  vi.useRealTimers();
});

const refused = Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:5432')], ''), {
  code: 'ECONNREFUSED',
});

test('a part without evidence is not ready, and shows the step of the start', () => {
  const readiness = createReadiness(['plan', 'write']);
  expect(readiness.list()).toEqual([
    { name: 'plan', isReady: false, reason: 'No planning pass has succeeded yet.' },
    { name: 'write', isReady: false, reason: 'The database has not accepted a write yet.' },
  ]);
  readiness.startWith('Waiting for the schema.');
  readiness.source('plan', 'passes').succeeded();
  expect(readiness.list()).toEqual([
    { name: 'plan', isReady: true, reason: null },
    { name: 'write', isReady: false, reason: 'Waiting for the schema.' },
  ]);
});

test('the latest outcome counts, and every source of a part must be ready', async () => {
  const readiness = createReadiness(['consume']);
  const [runs, late] = [readiness.source('consume', 'runs'), readiness.source('consume', 'late_runs')];
  const state = () => readiness.list()[0]!;
  runs.succeeded();
  expect(state().isReady, 'the other queue is unproved').toBe(false);
  late.succeeded();
  expect(state().isReady).toBe(true);
  await expect(late.watch(() => Promise.reject(refused))).rejects.toBe(refused);
  expect(state().reason).toBe('Messages cannot be received: connect ECONNREFUSED ::1:5432.');
  late.succeeded();
  expect(state()).toEqual({ name: 'consume', isReady: true, reason: null });
});

test('work without a response is a failure until it reports progress', async () => {
  vi.useFakeTimers();
  const readiness = createReadiness(['plan']);
  const passes = readiness.source('plan', 'passes');
  passes.succeeded();
  const pass = Promise.withResolvers<void>();
  const watched = passes.watch(() => pass.promise);
  vi.advanceTimersByTime(HANGS_AFTER_MS + 1_000);
  expect(readiness.list()[0]!.reason).toBe('A planning pass has made no progress for 16 s.');
  passes.succeeded();
  expect(readiness.list()[0]!.isReady).toBe(true);
  pass.resolve();
  await watched;
  vi.advanceTimersByTime(HANGS_AFTER_MS + 1_000);
  expect(readiness.list()[0]!.isReady).toBe(true);
});

test('a process without a part does not report it', () => {
  const readiness = createReadiness(['plan']);
  expect(readiness.source('consume', 'runs')).toBe(unobserved);
  expect(readiness.list().map(({ name }) => name)).toEqual(['plan']);
});
