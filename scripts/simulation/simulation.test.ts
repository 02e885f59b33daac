// Tests that a seed repeats itself, and that weakened twins of the service are found.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DayOptions, simulateDay } from './day.ts';
import { type Engine, openEngine } from './engine.ts';
import { findTwin } from './twins.ts';

/** A change of the service changes what happens on a day: several days show the twin's fault. */
const DAYS_AT_MOST = 8;

let engine: Engine;
beforeAll(async () => {
  engine = await openEngine();
});
afterAll(async () => {
  await engine.close();
});

test('the same seed gives the same log and the same statements', async () => {
  const options: DayOptions = { engine, seed: 1, day: 2, span: 'spell', faultMs: 12_000 };
  const first = await simulateDay(options);
  const second = await simulateDay(options);
  expect(second.log).toEqual(first.log);
  expect(second.digest).toBe(first.digest);
  expect(first.log.join('\n')).toMatch(/fault: /);
  expect(first.violations).toEqual([]);
});

test.each([
  { twin: 'no fencing token', span: 'frozen', faultMs: 20_000 },
  { twin: 'no lock on the job', span: 'edits', faultMs: 40_000 },
  { twin: 'clock read twice', span: 'calm', faultMs: 12_000 },
] as const)('a twin with $twin is found', async ({ twin, ...options }) => {
  expect(await findViolation(twin, options)).toBeDefined();
});

async function findViolation(
  twin: string,
  options: Pick<DayOptions, 'span' | 'faultMs'>,
): Promise<string | undefined> {
  for (let day = 0; day < DAYS_AT_MOST; day++) {
    const { violations } = await simulateDay({ ...options, engine, seed: 1, day, rewrite: findTwin(twin) });
    if (violations.length > 0) return violations[0]!.text;
  }
  return undefined;
}
