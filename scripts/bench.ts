// Runs a benchmark by its name: `npm run bench -- schedule`; with --json, its figures as JSON.
import { parseArgs } from 'node:util';

/** Loaded when asked for: one must not pay for what another starts. A benchmark answers whether its promises are kept. */
const BENCHMARKS: Readonly<
  Record<
    string,
    { about: string; load: () => Promise<{ run: (json: boolean) => boolean | Promise<boolean> }> }
  >
> = {
  schedule: {
    about: 'the next occurrence of a schedule, beside cron-parser and croner',
    load: () => import('./bench/schedule.ts'),
  },
  interface: {
    about: 'the longest tasks of the page with 10 000 jobs and 100 000 runs, in Chromium',
    load: () => import('./bench/interface.ts'),
  },
  send: {
    about: "one request to a target: CPU per request of the guarded client, beside undici's bare dispatch",
    load: () => import('./bench/send.ts'),
  },
};

const { name, json } = readArguments();
const { run } = await BENCHMARKS[name]!.load();
if (!(await run(json))) process.exitCode = 1;

function readArguments(): { name: string; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [name, ...rest] = positionals;
    if (name === undefined) throw new Error('Which benchmark?');
    if (rest.length > 0) throw new Error('One benchmark at a time.');
    if (!Object.hasOwn(BENCHMARKS, name)) throw new Error(`There is no benchmark "${name}".`);
    return { name, json: values.json };
  } catch (error) {
    const list = Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
    console.error(
      [
        error instanceof Error ? error.message : String(error),
        'npm run bench -- <benchmark> [--json]',
        ...list,
      ].join('\n'),
    );
    process.exit(2);
  }
}
