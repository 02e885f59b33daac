// Tests every catch-up policy on both sides of every limit.

import { expect, it } from 'vitest';
import { CAUGHT_UP_AT_MOST, type CatchUp, judgeLateness, ON_TIME_MS } from './catch-up.ts';

const DAY_S = 86_400;
const DAY_MS = DAY_S * 1_000;

it('under `none` an occurrence is on time only until the next one is due', () => {
  const judge = (policy: CatchUp['policy'], isNextDue: boolean) =>
    judgeLateness({ policy, window_seconds: DAY_S }, 5_000, 0, isNextDue);
  expect([judge('none', false), judge('none', true), judge('one', true), judge('all', true)]).toEqual([
    'run',
    'miss',
    'run',
    'run',
  ]);
});

it.each<
  [CatchUp['policy'], window: number, lateMs: number, newerLate: number, ReturnType<typeof judgeLateness>]
>([
  // On time under every policy and window.
  ['one', DAY_S, -500, 0, 'run'],
  ['one', DAY_S, 0, 5_000, 'run'],
  ['one', DAY_S, ON_TIME_MS, 1, 'run'],
  ['all', DAY_S, ON_TIME_MS, 5_000, 'run'],
  ['none', DAY_S, ON_TIME_MS, 5_000, 'run'],
  ['none', 0, ON_TIME_MS, 0, 'run'],
  // Policy `one`: the newest late occurrence runs.
  ['one', DAY_S, ON_TIME_MS + 1, 0, 'run'],
  ['one', DAY_S, ON_TIME_MS + 1, 1, 'miss'],
  ['one', DAY_S, DAY_MS, 0, 'run'],
  ['one', DAY_S, DAY_MS, 999, 'miss'],
  // Policy `all`: the newest 1 000 late occurrences wait.
  ['all', DAY_S, ON_TIME_MS + 1, 0, 'hold'],
  ['all', DAY_S, DAY_MS, CAUGHT_UP_AT_MOST - 1, 'hold'],
  ['all', DAY_S, DAY_MS, CAUGHT_UP_AT_MOST, 'miss'],
  ['all', DAY_S, ON_TIME_MS + 1, 1_000_000, 'miss'],
  ['none', DAY_S, ON_TIME_MS + 1, 0, 'miss'],
  // Later than the window: missed under every policy.
  ['one', DAY_S, DAY_MS + 1, 0, 'miss'],
  ['all', DAY_S, DAY_MS + 1, 0, 'miss'],
  ['none', DAY_S, DAY_MS + 1, 0, 'miss'],
  ['one', 90, 90_000, 0, 'run'],
  ['one', 90, 90_001, 0, 'miss'],
  // With a window below 60 seconds, nothing is caught up.
  ['one', 30, 30_001, 0, 'run'],
  ['all', 0, ON_TIME_MS + 1, 0, 'miss'],
])('%s within %i s: %i ms late, %i newer ones late too → %s', (policy, window_seconds, lateMs, newerLate, verdict) => {
  expect(judgeLateness({ policy, window_seconds }, lateMs, newerLate)).toBe(verdict);
});
