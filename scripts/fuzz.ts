// Fuzzes every parser of outside text: a million generated cases each, or --cases, for at most --seconds each.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { parsers } from './fuzz/parsers.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '3600' },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
// The stacks of expected errors cost more than the parsing; the seed repeats a failure.
Error.stackTraceLimit = 0;

const numRuns = Number(values.cases);
if (!Number.isSafeInteger(numRuns) || numRuns < 1)
  throw new Error('--cases must be a positive whole number.');
console.log(`${numRuns} cases of each parser, --seed=${values.seed}`);

for (const { name, property } of parsers.filter((parser) => parser.name.includes(values.only))) {
  const startedAt = performance.now();
  const details = fc.check(property, {
    numRuns,
    seed: Number(values.seed),
    interruptAfterTimeLimit: Number(values.seconds) * 1_000,
  });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${details.failed ? 'FAILED' : 'ok'}  ${name}, ${details.numRuns} cases, ${seconds} s`);
  if (!details.failed) continue;
  console.error(fc.defaultReportMessage(details));
  process.exitCode = 1;
}
