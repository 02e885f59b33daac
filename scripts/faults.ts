// The fault suite: breaks a running cluster on purpose and checks that no run is lost, doubled, early or unexplained.
import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Backend } from './faults/cluster.ts';
import { formatMarkdown, formatResults, formatViolations, toJson } from './faults/report.ts';
import { type Result, runScenario } from './faults/run-scenario.ts';
import type { Scenario } from './faults/scenario.ts';
import { scenarios } from './faults/scenarios/index.ts';

const BACKENDS: readonly Backend[] = ['redis', 'postgres', 'embedded'];
const options = readArguments();

if (options.list) {
  for (const { name, backends, about } of scenarios)
    console.log(`${name.padEnd(34)} ${backends.join(', ').padEnd(16)} ${about}`);
} else {
  const results: Result[] = [];
  for (const scenario of options.chosen) {
    for (const backend of options.backends.filter((each) => scenario.backends.includes(each))) {
      results.push(await run(scenario, backend));
    }
  }
  if (options.markdown !== undefined) writeFileSync(options.markdown, `${formatMarkdown(results)}\n`);
  console.log(
    options.json
      ? JSON.stringify({ seed: options.seed, results: results.map(toJson) }, null, 2)
      : formatResults(results),
  );
  // Node.js can spin for ever in closing the sockets whose peers were killed: it is not left to end by itself.
  process.exit(results.some(({ violations }) => violations.length > 0) ? 1 : 0);
}

async function run(scenario: Scenario, backend: Backend): Promise<Result> {
  const startedAt = performance.now();
  const report = (line: string) =>
    console.error(
      `${scenario.name} (${backend}) ${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(3)} s: ${line}`,
    );
  const result = await runScenario({ scenario, backend, seed: options.seed, report });
  report('checked');
  console.error(formatViolations(result));
  if (result.violations.length === 0 && !options.keep)
    rmSync(result.folder, { recursive: true, force: true });
  return result;
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        list: { type: 'boolean', default: false },
        only: { type: 'string', multiple: true, default: [] },
        short: { type: 'boolean', default: false },
        backend: { type: 'string', multiple: true, default: ['redis'] },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
        json: { type: 'boolean', default: false },
        markdown: { type: 'string' },
        keep: { type: 'boolean', default: false },
      },
    });
    const seed = Number(values.seed);
    if (!Number.isSafeInteger(seed)) throw new Error(`--seed must be a whole number, not "${values.seed}".`);
    const backends = values.backend.flatMap((text) => (text === 'all' ? BACKENDS : [text as Backend]));
    const unknown = backends.find((backend) => !BACKENDS.includes(backend));
    if (unknown !== undefined)
      throw new Error(`--backend must be redis, postgres, embedded or all, not "${unknown}".`);
    const names = values.only.flatMap((text) => text.split(','));
    const missing = names.find((name) => !scenarios.some((scenario) => matches(scenario, name)));
    if (missing !== undefined) throw new Error(`No scenario is called "${missing}": see --list.`);
    const chosen = scenarios.filter(
      (scenario) =>
        (names.length === 0 || names.some((name) => matches(scenario, name))) &&
        (!values.short || scenario.isShort === true),
    );
    return { ...values, seed, backends, chosen };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(
      'npm run faults -- [--list] [--only name,prefix…] [--short] [--backend redis|postgres|embedded|all] [--seed number] [--json] [--markdown file] [--keep]',
    );
    process.exit(2);
  }
}

/** A name, or else the beginning of several: `redis` means all of Redis, `worker-killed` only that one. */
function matches({ name }: Scenario, wanted: string): boolean {
  if (scenarios.some((scenario) => scenario.name === wanted)) return name === wanted;
  return name.startsWith(`${wanted}-`);
}
