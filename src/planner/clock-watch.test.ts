// Tests which differences between the database's clock and the uptime count as a change of the clock.
import { expect, test } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

const DAY_MS = 86_400_000;

function start() {
  let up = 1_000_000;
  let databaseOffset = 1_700_000_000_000;
  const watch = createClockWatch(() => up);
  const kinds = () => {
    const seen: string[] = [];
    for (let change = watch.pending(); change; change = watch.pending()) {
      seen.push(`${change.kind} ${Math.round(change.byMs / 1_000)}`);
      watch.applied();
    }
    return seen;
  };
  return {
    watch,
    kinds,
    setClock: (byMs: number) => (databaseOffset += byMs),
    /** Lets time pass, and takes a sample whose response takes `responseMs`. */
    pass: (ms: number, responseMs = 0) => {
      up += ms;
      const requestedAt = up;
      const databaseMs = up + databaseOffset;
      up += responseMs;
      watch.observe(databaseMs, requestedAt);
    },
  };
}

test('slow responses, outages, frozen processes and drift are no changes', () => {
  const { pass, kinds, setClock, watch } = start();
  pass(0);
  pass(1_000, 40_000);
  pass(600_000);
  for (let i = 0; i < 100; i++) {
    setClock(1_000);
    pass(1_000);
  }
  expect(kinds()).toEqual([]);
  expect(watch.isHeld()).toBe(false);
});

test('a clock that is set forward by mistake and back again holds planning in between', () => {
  const { pass, kinds, setClock, watch } = start();
  pass(0);
  setClock(366 * DAY_MS);
  pass(1_000);
  pass(11_000);
  expect(kinds()).toEqual([`ahead ${366 * 86_400}`]);
  expect(watch.isHeld()).toBe(true);
  setClock(-366 * DAY_MS);
  pass(1_000);
  expect(kinds()).toEqual([`back ${-366 * 86_400}`]);
  expect(watch.isHeld()).toBe(false);
});

test('a clock that stays ahead for a minute is believed', () => {
  const { pass, kinds, setClock, watch } = start();
  pass(0);
  setClock(600_000);
  for (let i = 0; i < 70; i++) pass(1_000);
  expect(kinds()).toEqual(['ahead 600', 'accepted 600']);
  expect(watch.isHeld()).toBe(false);
  setClock(-600_000);
  pass(1_000);
  expect(kinds()).toEqual(['back -600']);
});
