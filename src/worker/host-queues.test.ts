// Tests the limits on requests in flight, and fairness between hosts and late runs.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHostQueues } from './host-queues.ts';
import type { Entry } from './message-entries.ts';

let entriesMade = 0;

function makeEntries(host: string, count: number, { dueMs = 0, isLate = false } = {}): Entry[] {
  const message = { left: count, done: () => {}, isGivenBack: false };
  return Array.from({ length: count }, () => ({ id: `run ${++entriesMade}`, host, dueMs, isLate, message }));
}

const countByHost = (entries: Entry[]) =>
  Object.fromEntries(
    Map.groupBy(entries, (entry) => entry.host)
      .entries()
      .map(([host, own]) => [host, own.length]),
  );

/** Queues with a simulated clock after many responses of a host, so that claims exceed permits. */
function createBusyLines(concurrency: number, perHost: number, host: string, isLate: boolean) {
  let nowMs = 0;
  const queues = createHostQueues(concurrency, perHost, { monotonicNow: () => nowMs });
  queues.add(makeEntries(host, 2_000, { isLate }));
  for (let answered = 0; answered < 1_000; ) {
    for (const entry of queues.take(50)) {
      if (!queues.permit(entry)) continue;
      queues.release(entry);
      answered += 1;
    }
  }
  return {
    queues,
    forgetAnswers: () => {
      nowMs += 1_000;
    },
  };
}

test('a claim takes the earliest runs, and no more than there are permits', () => {
  const queues = createHostQueues(3, 3);
  const [second] = makeEntries('a', 1, { dueMs: 2 });
  const [first] = makeEntries('a', 1, { dueMs: 1 });
  queues.add([second!]);
  queues.add([first!, ...makeEntries('a', 5, { dueMs: 3 })]);
  expect(queues.countClaimable(50)).toBe(3);
  const taken = queues.take(50);
  expect(taken.slice(0, 2)).toEqual([first, second]);
  expect(taken).toHaveLength(3);
  expect(queues.countClaimable(50)).toBe(0);
  expect(queues.take(50)).toEqual([]);
  queues.unreserve(taken[0]!);
  expect(queues.take(50)).toHaveLength(1);
});

test('on-time runs are claimed before late runs, which leave them half of the permits', () => {
  const queues = createHostQueues(4, 4);
  queues.add(makeEntries('a', 10, { isLate: true }));
  const late = queues.take(50);
  expect(late).toHaveLength(2);
  expect(late.every((entry) => queues.permit(entry))).toBe(true);
  queues.add(makeEntries('a', 10, { dueMs: 1 }));
  const onTime = queues.take(50);
  expect(onTime.map((entry) => entry.isLate)).toEqual([false, false]);
  expect(onTime.every((entry) => queues.permit(entry))).toBe(true);
  queues.release(late[0]!);
  expect(queues.take(1)[0]?.isLate).toBe(false);
});

test('late runs get at most half of the permits, also after many responses in a short time', () => {
  const { queues } = createBusyLines(10, 10, 'a', true);
  queues.add(['b', 'c', 'd'].flatMap((host) => makeEntries(host, 50, { isLate: true })));
  const taken = queues.take(50);
  expect(taken.filter((entry) => queues.permit(entry))).toHaveLength(5);
});

test('a claim takes an equal share of each host', () => {
  const queues = createHostQueues(100, 100);
  queues.add(makeEntries('flood', 10_000));
  queues.add(makeEntries('a', 20));
  queues.add(makeEntries('b', 20));
  const taken = countByHost(queues.take(60));
  expect(taken).toEqual({ flood: 20, a: 20, b: 20 });
});

test('with more hosts than entries in a claim, the hosts take turns', () => {
  const queues = createHostQueues(10, 10);
  const hosts = Array.from({ length: 45 }, (_, index) => `host ${index}`);
  for (const host of hosts) queues.add(makeEntries(host, 100));
  const served: Entry[] = [];
  for (let claim = 0; claim < 9; claim++) {
    const taken = queues.take(5);
    served.push(...taken);
    for (const entry of taken) {
      queues.permit(entry);
      queues.release(entry);
    }
  }
  expect(Object.keys(countByHost(served))).toHaveLength(45);
});

test('a host that stops responding keeps only its own permits', () => {
  const { queues, forgetAnswers } = createBusyLines(20, 5, 'stalled', false);
  const ahead = queues.take(1_000);
  expect(ahead.length).toBeGreaterThan(20);
  expect(ahead.filter((entry) => queues.permit(entry))).toHaveLength(5);
  forgetAnswers();
  queues.add(makeEntries('alive', 100));
  const taken = queues.take(1_000);
  expect(countByHost(taken)).toEqual({ alive: 5 });
  expect(taken.every((entry) => queues.permit(entry))).toBe(true);
});

test('late runs of a host that stops responding leave room for late runs of other hosts', () => {
  const { queues, forgetAnswers } = createBusyLines(20, 5, 'stalled', true);
  const ahead = queues.take(1_000);
  expect(ahead.length).toBeGreaterThan(20);
  expect(ahead.filter((entry) => queues.permit(entry))).toHaveLength(5);
  forgetAnswers();
  queues.add(makeEntries('alive', 100, { isLate: true }));
  const taken = queues.take(1_000);
  expect(countByHost(taken)).toEqual({ alive: 5 });
  expect(taken.every((entry) => queues.permit(entry))).toBe(true);
});

test('claims exceed permits for runs that are not due, and later only by the rate of responses', () => {
  let dueMs = 0;
  const queues = createHostQueues(10, 10, { isDue: (atMs) => atMs <= dueMs });
  queues.add(makeEntries('a', 2_000, { dueMs: 1 }));
  queues.add(makeEntries('late', 50, { isLate: true }));
  expect(queues.countClaimable(100)).toBe(100);
  expect(countByHost(queues.take(300))).toEqual({ a: 300 });
  expect(countByHost(queues.take(5_000))).toEqual({ a: 210 });
  expect(queues.countClaimable(100)).toBe(0);
  dueMs = 1;
  expect(queues.take(5_000)).toEqual([]);
});

test('the limit of claims beyond permits holds for all hosts together', () => {
  const queues = createHostQueues(10, 10, { isDue: () => false });
  for (const host of ['a', 'b', 'c', 'd']) queues.add(makeEntries(host, 1_000, { dueMs: 1 }));
  expect(queues.take(5_000)).toHaveLength(510);
  expect(queues.take(5_000)).toEqual([]);
});

test('runs of a host without a free permit are not counted as unblocked', () => {
  const queues = createHostQueues(10, 2);
  queues.add(makeEntries('hanging', 50));
  queues.add(makeEntries('late', 7, { isLate: true }));
  expect(queues.countUnblocked(false)).toBe(50);
  expect(queues.countUnblocked(true)).toBe(7);
  const taken = queues.take(2);
  for (const entry of taken) queues.permit(entry);
  expect(queues.countUnblocked(false)).toBe(0);
  queues.release(taken[0]!);
  expect(queues.countUnblocked(false)).toBe(48);
});

test('runs claimed before they are due do not block their host', () => {
  const queues = createHostQueues(10, 10, { isDue: () => false });
  queues.add(makeEntries('a', 2_000, { dueMs: 1 }));
  expect(queues.take(5_000)).toHaveLength(510);
  expect(queues.countUnblocked(false)).toBe(1_490);
});

test('draining returns every entry once', () => {
  const queues = createHostQueues(10, 5);
  const entries = [...makeEntries('a', 20), ...makeEntries('a', 5, { isLate: true }), ...makeEntries('b', 3)];
  queues.add(entries);
  const taken = queues.take(4);
  const drained = queues.drain();
  expect(new Set([...taken, ...drained])).toEqual(new Set(entries));
  expect(taken.length + drained.length).toBe(entries.length);
  expect(queues.drain()).toEqual([]);
});

/** The operations of a dispatcher in random order. */
const step = fc.oneof(
  fc.record({
    kind: fc.constant('add' as const),
    host: fc.constantFrom('a', 'b', 'c', 'd'),
    count: fc.integer({ min: 1, max: 30 }),
    isLate: fc.boolean(),
    dueMs: fc.integer({ min: 0, max: 9 }),
  }),
  fc.record({ kind: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    kind: fc.constantFrom('unreserve' as const, 'permit' as const, 'release' as const),
    pick: fc.nat(),
  }),
);

test('limits hold and every entry is taken once, in any order of operations', () => {
  const limits = fc.record({
    concurrency: fc.integer({ min: 1, max: 20 }),
    perHost: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 200 }), ({ concurrency, perHost }, steps) => {
      const queues = createHostQueues(concurrency, perHost);
      const added = new Set<Entry>();
      const taken = new Set<Entry>();
      const claimed: Entry[] = [];
      const inFlight: Entry[] = [];
      const take = (limit: number) => {
        for (const entry of queues.take(limit)) {
          expect(taken.has(entry)).toBe(false);
          taken.add(entry);
          claimed.push(entry);
        }
      };
      const permit = (index: number) => {
        if (!queues.permit(claimed[index]!)) return false;
        inFlight.push(...claimed.splice(index, 1));
        expect(inFlight.length).toBeLessThanOrEqual(concurrency);
        expect(Math.max(...Object.values(countByHost(inFlight)))).toBeLessThanOrEqual(perHost);
        const late = inFlight.filter((entry) => entry.isLate).length;
        expect(late).toBeLessThanOrEqual(Math.max(1, Math.floor(concurrency / 2)));
        return true;
      };
      for (const next of steps) {
        if (next.kind === 'add') {
          const entries = makeEntries(next.host, next.count, next);
          queues.add(entries);
          for (const entry of entries) added.add(entry);
        } else if (next.kind === 'take') take(next.limit);
        else if (next.kind === 'release') {
          if (inFlight.length > 0) queues.release(inFlight.splice(next.pick % inFlight.length, 1)[0]!);
        } else if (claimed.length > 0) {
          const index = next.pick % claimed.length;
          if (next.kind === 'permit') permit(index);
          else queues.unreserve(claimed.splice(index, 1)[0]!);
        }
      }
      // If all targets respond, every entry is taken.
      for (let round = 0; taken.size < added.size || claimed.length + inFlight.length > 0; round++) {
        expect(round, 'rounds until everything was sent').toBeLessThan(10_000);
        for (const entry of inFlight.splice(0)) queues.release(entry);
        take(queues.countClaimable(40));
        for (let index = claimed.length - 1; index >= 0; index--) permit(index);
      }
      expect(taken).toEqual(added);
      expect(queues.countClaimable(50)).toBe(0);
    }),
    { numRuns: 200 },
  );
});
