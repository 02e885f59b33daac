// Simulates days with faults on a virtual clock: `npm run simulate -- --seed 1 --days 10`.
import { parseArgs } from 'node:util';
import { SPANS, type Span, simulateDay } from './simulation/day.ts';
import { openEngine } from './simulation/engine.ts';
import { failedDays } from './simulation/failed-days.ts';
import { findTwin } from './simulation/twins.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    days: { type: 'string', default: '10' },
    /** Only this day. */
    day: { type: 'string' },
    span: { type: 'string', default: 'day' },
    /** Instead, the days that have failed before. */
    failed: { type: 'boolean', default: false },
    log: { type: 'boolean', default: false },
    /** Simulates a weakened service instead, which must fail. */
    twin: { type: 'string' },
  },
});
const seed = readNumber('--seed', values.seed);
const span = readSpan(values.span);
const days = values.failed
  ? failedDays
  : values.day === undefined
    ? Array.from({ length: readNumber('--days', values.days) }, (_, day) => ({ seed, day, span }))
    : [{ seed, day: readNumber('--day', values.day), span }];

const engine = await openEngine();
const startedAt = performance.now();
let failed = 0;
let runs = 0;
for (const { seed, day, span } of days) {
  const { violations, figures, digest, statements } = await simulateDay({
    engine,
    seed,
    day,
    span,
    ...(values.twin !== undefined && { rewrite: findTwin(values.twin) }),
    ...(values.log && { print: console.log }),
  });
  runs += figures.runs;
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  if (violations.length > 0 || values.day !== undefined || day % 10 === 9 || values.days.length < 2)
    console.log(
      `day ${day}: ${violations.length} violations, ${figures.runs} runs, ${statements} statements, digest ${digest.slice(0, 12)}, ${seconds} s`,
    );
  if (violations.length === 0) continue;
  failed += 1;
  for (const { rule, text } of violations.slice(0, 8)) console.log(`  ${rule}: ${text}`);
  console.log(`  npm run simulate -- --seed ${seed} --day ${day} --span ${span} --log`);
}
const what = values.failed ? 'Failed before' : `Seed ${seed}`;
console.log(`${what}: ${days.length} days, ${runs} runs, ${failed} days with violations.`);
await engine.close();
if (failed > 0) process.exitCode = 1;

function readNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${option}: must be a whole number from 0 on, not ${text}`);
  return Number(text);
}

function readSpan(text: string): Span {
  const span = SPANS.find((name) => name === text);
  if (span === undefined) throw new Error(`--span: must be one of ${SPANS.join(', ')}, not ${text}`);
  return span;
}
