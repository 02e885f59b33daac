// Lines: the limits on requests in flight, and that no host and no late run keeps the others from their turn.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLines, type Entry } from './lines.ts';

let entriesMade = 0;

function makeEntries(host: string, count: number, { dueMs = 0, isLate = false } = {}): Entry[] {
  const parcel = { left: count, done: () => {} };
  return Array.from({ length: count }, () => ({ id: `run ${++entriesMade}`, host, dueMs, isLate, parcel }));
}

const countByHost = (entries: Entry[]) =>
  Object.fromEntries(
    Map.groupBy(entries, (entry) => entry.host)
      .entries()
      .map(([host, own]) => [host, own.length]),
  );

/** Lines at a time of their own, just after a host has answered many requests: claims run ahead of permits. */
function createBusyLines(concurrency: number, perHost: number, host: string, isLate: boolean) {
  let nowMs = 0;
  const lines = createLines(concurrency, perHost, { monotonicNow: () => nowMs });
  lines.add(makeEntries(host, 2_000, { isLate }));
  for (let answered = 0; answered < 1_000; ) {
    for (const entry of lines.take(50)) {
      if (!lines.permit(entry)) continue;
      lines.release(entry);
      answered += 1;
    }
  }
  return {
    lines,
    forgetAnswers: () => {
      nowMs += 1_000;
    },
  };
}

test('a claim takes what comes due first, and no more than there are permits', () => {
  const lines = createLines(3, 3);
  const [second] = makeEntries('a', 1, { dueMs: 2 });
  const [first] = makeEntries('a', 1, { dueMs: 1 });
  lines.add([second!]);
  lines.add([first!, ...makeEntries('a', 5, { dueMs: 3 })]);
  expect(lines.countClaimable(50)).toBe(3);
  const taken = lines.take(50);
  expect(taken.slice(0, 2)).toEqual([first, second]);
  expect(taken).toHaveLength(3);
  expect(lines.countClaimable(50)).toBe(0);
  expect(lines.take(50)).toEqual([]);
  lines.unreserve(taken[0]!);
  expect(lines.take(50)).toHaveLength(1);
});

test('what comes due now is claimed before what is late, which leaves it half of the permits', () => {
  const lines = createLines(4, 4);
  lines.add(makeEntries('a', 10, { isLate: true }));
  const late = lines.take(50);
  expect(late).toHaveLength(2);
  expect(late.every((entry) => lines.permit(entry))).toBe(true);
  lines.add(makeEntries('a', 10, { dueMs: 1 }));
  const onTime = lines.take(50);
  expect(onTime.map((entry) => entry.isLate)).toEqual([false, false]);
  expect(onTime.every((entry) => lines.permit(entry))).toBe(true);
  lines.release(late[0]!);
  expect(lines.take(1)[0]?.isLate).toBe(false);
});

test('late runs get half of the permits at most, also after many answers in a short time', () => {
  const { lines } = createBusyLines(10, 10, 'a', true);
  lines.add(['b', 'c', 'd'].flatMap((host) => makeEntries(host, 50, { isLate: true })));
  const taken = lines.take(50);
  expect(taken.filter((entry) => lines.permit(entry))).toHaveLength(5);
});

test('a claim takes as much of each host, however many runs one of them has', () => {
  const lines = createLines(100, 100);
  lines.add(makeEntries('flood', 10_000));
  lines.add(makeEntries('a', 20));
  lines.add(makeEntries('b', 20));
  const taken = countByHost(lines.take(60));
  expect(taken).toEqual({ flood: 20, a: 20, b: 20 });
});

test('with more hosts than a claim has entries, each host has its turn', () => {
  const lines = createLines(10, 10);
  const hosts = Array.from({ length: 45 }, (_, index) => `host ${index}`);
  for (const host of hosts) lines.add(makeEntries(host, 100));
  const served: Entry[] = [];
  for (let claim = 0; claim < 9; claim++) {
    const taken = lines.take(5);
    served.push(...taken);
    for (const entry of taken) {
      lines.permit(entry);
      lines.release(entry);
    }
  }
  expect(Object.keys(countByHost(served))).toHaveLength(45);
});

test('a host that stops answering keeps its permits only, however much was claimed ahead for it', () => {
  const { lines, forgetAnswers } = createBusyLines(20, 5, 'stalled', false);
  const ahead = lines.take(1_000);
  expect(ahead.length).toBeGreaterThan(20);
  expect(ahead.filter((entry) => lines.permit(entry))).toHaveLength(5);
  forgetAnswers();
  lines.add(makeEntries('alive', 100));
  const taken = lines.take(1_000);
  expect(countByHost(taken)).toEqual({ alive: 5 });
  expect(taken.every((entry) => lines.permit(entry))).toBe(true);
});

test('late runs of a host that stops answering leave room for late runs of others', () => {
  const { lines, forgetAnswers } = createBusyLines(20, 5, 'stalled', true);
  const ahead = lines.take(1_000);
  expect(ahead.length).toBeGreaterThan(20);
  expect(ahead.filter((entry) => lines.permit(entry))).toHaveLength(5);
  forgetAnswers();
  lines.add(makeEntries('alive', 100, { isLate: true }));
  const taken = lines.take(1_000);
  expect(countByHost(taken)).toEqual({ alive: 5 });
  expect(taken.every((entry) => lines.permit(entry))).toBe(true);
});

test('before runs are due, claims run ahead of permits; once they are due, only as fast as requests are answered', () => {
  let dueMs = 0;
  const lines = createLines(10, 10, { isDue: (atMs) => atMs <= dueMs });
  lines.add(makeEntries('a', 2_000, { dueMs: 1 }));
  lines.add(makeEntries('late', 50, { isLate: true }));
  expect(lines.countClaimable(100)).toBe(100);
  expect(countByHost(lines.take(300))).toEqual({ a: 300 });
  expect(countByHost(lines.take(5_000))).toEqual({ a: 210 });
  expect(lines.countClaimable(100)).toBe(0);
  dueMs = 1;
  expect(lines.take(5_000)).toEqual([]);
});

test('many hosts at once: claims run ahead for all of them together no further than for one', () => {
  const lines = createLines(10, 10, { isDue: () => false });
  for (const host of ['a', 'b', 'c', 'd']) lines.add(makeEntries(host, 1_000, { dueMs: 1 }));
  expect(lines.take(5_000)).toHaveLength(510);
  expect(lines.take(5_000)).toEqual([]);
});

test('what waits for a host without a permit does not count as moving', () => {
  const lines = createLines(10, 2);
  lines.add(makeEntries('hanging', 50));
  lines.add(makeEntries('late', 7, { isLate: true }));
  expect(lines.countMoving(false)).toBe(50);
  expect(lines.countMoving(true)).toBe(7);
  const taken = lines.take(2);
  for (const entry of taken) lines.permit(entry);
  expect(lines.countMoving(false)).toBe(0);
  lines.release(taken[0]!);
  expect(lines.countMoving(false)).toBe(48);
});

test('emptied lines give back every entry once, and nothing after', () => {
  const lines = createLines(10, 5);
  const entries = [...makeEntries('a', 20), ...makeEntries('a', 5, { isLate: true }), ...makeEntries('b', 3)];
  lines.add(entries);
  const taken = lines.take(4);
  const drained = lines.drain();
  expect(new Set([...taken, ...drained])).toEqual(new Set(entries));
  expect(taken.length + drained.length).toBe(entries.length);
  expect(lines.drain()).toEqual([]);
});

/** What a dispatcher does with lines, in any order. */
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

test('whatever happens in whatever order, limits hold and every entry is taken once', () => {
  const limits = fc.record({
    concurrency: fc.integer({ min: 1, max: 20 }),
    perHost: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 200 }), ({ concurrency, perHost }, steps) => {
      const lines = createLines(concurrency, perHost);
      const added = new Set<Entry>();
      const taken = new Set<Entry>();
      const claimed: Entry[] = [];
      const inFlight: Entry[] = [];
      const take = (limit: number) => {
        for (const entry of lines.take(limit)) {
          expect(taken.has(entry)).toBe(false);
          taken.add(entry);
          claimed.push(entry);
        }
      };
      const permit = (index: number) => {
        if (!lines.permit(claimed[index]!)) return false;
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
          lines.add(entries);
          for (const entry of entries) added.add(entry);
        } else if (next.kind === 'take') take(next.limit);
        else if (next.kind === 'release') {
          if (inFlight.length > 0) lines.release(inFlight.splice(next.pick % inFlight.length, 1)[0]!);
        } else if (claimed.length > 0) {
          const index = next.pick % claimed.length;
          if (next.kind === 'permit') permit(index);
          else lines.unreserve(claimed.splice(index, 1)[0]!);
        }
      }
      // With targets that answer, everything has its turn.
      for (let round = 0; taken.size < added.size || claimed.length + inFlight.length > 0; round++) {
        expect(round, 'rounds until everything was sent').toBeLessThan(10_000);
        for (const entry of inFlight.splice(0)) lines.release(entry);
        take(lines.countClaimable(40));
        for (let index = claimed.length - 1; index >= 0; index--) permit(index);
      }
      expect(taken).toEqual(added);
      expect(lines.countClaimable(50)).toBe(0);
    }),
    { numRuns: 200 },
  );
});
