// Runs benchmarks by name: `npm run bench -- fire --quick`; with --json, figures as JSON; with --svg, charts for the docs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drawChart } from './bench/chart.ts';
import { readKnobs } from './bench/knobs.ts';
import { type Context, describeMachine, formatReport, isKept, type Report } from './bench/report.ts';

/** Loaded on request, so that none pays for what another imports. `run` prints by itself; it returns whether its promises are kept. */
interface Benchmark {
  about: string;
  load: () => Promise<
    | { run: (json: boolean) => boolean | Promise<boolean> }
    | { measure: (context: Context) => Promise<Report> }
  >;
}

/** Those of the running service: `all` runs them one after the other. */
const SERVICE: Record<string, Benchmark> = {
  fire: {
    about: 'runs per second when all are due at one instant, beside other schedulers',
    load: () => import('./bench/fire.ts'),
  },
  lateness: {
    about: 'how late 2 000 runs due at one instant are, and single runs on an idle system',
    load: () => import('./bench/lateness.ts'),
  },
  steady: {
    about: 'lateness at 1 000 runs a second',
    load: () => import('./bench/steady.ts'),
  },
  cost: {
    about: 'CPU, WAL, commits and statements per run and per planned occurrence',
    load: () => import('./bench/cost.ts'),
  },
  api: {
    about: 'POST and GET /jobs beside bare routes, batches, bulk',
    load: () => import('./bench/api.ts'),
  },
  embedded: {
    about: 'fire rate, lateness and event loop of the one process without PostgreSQL or Redis',
    load: () => import('./bench/embedded.ts'),
  },
  backlog: {
    about: 'late runs drain while fresh ones stay punctual',
    load: () => import('./bench/backlog.ts'),
  },
  memory: {
    about: 'the worker’s peak memory by the number of runs due at once',
    load: () => import('./bench/memory.ts'),
  },
  flat: {
    about: 'cost with a million jobs and ten million rows of history, beside few',
    load: () => import('./bench/flat.ts'),
  },
  alerts: {
    about: 'a look at notification rules with a million jobs, statement by statement',
    load: () => import('./bench/alerts.ts'),
  },
  million: {
    about: 'a million jobs, each every minute',
    load: () => import('./bench/million.ts'),
  },
  horizon: {
    about: 'throughput while a transaction elsewhere keeps vacuum from its work',
    load: () => import('./bench/horizon.ts'),
  },
  readers: {
    about: 'fire rate beside repeatable-read scans of history',
    load: () => import('./bench/readers.ts'),
  },
  workers: {
    about: 'fire rate, locks and doubles with 1, 2 and 4 workers and planners',
    load: () => import('./bench/workers.ts'),
  },
  hostile: {
    about: 'lateness of jobs every second beside hostile clients, searches and hanging name servers',
    load: () => import('./bench/hostile.ts'),
  },
  soak: {
    about: 'an hour at half the fire rate: lateness, dead rows, memory and WAL stay flat',
    load: () => import('./bench/soak.ts'),
  },
};
const BENCHMARKS: Record<string, Benchmark> = {
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
  ...SERVICE,
};
const CHARTS = new URL('../docs/benchmarks/', import.meta.url);

const options = readArguments();
const names = options.name === 'all' ? Object.keys(SERVICE) : [options.name];
const reports: Record<string, unknown> = {};
for (const name of names) {
  const benchmark = await BENCHMARKS[name]!.load();
  if ('run' in benchmark) {
    if (!(await benchmark.run(options.json))) process.exitCode = 1;
    continue;
  }
  const report = await benchmark.measure({
    knobs: options.knobs,
    isQuick: options.quick,
    report: (line) => console.error(`${name}: ${line}`),
  });
  if (!report.promises.every(isKept)) process.exitCode = 1;
  if (options.svg) writeCharts(report);
  if (options.json) {
    const { promises, figures } = report;
    reports[name] = { promises: promises.map((each) => ({ ...each, kept: isKept(each) })), figures };
  } else console.log(`${formatReport(report)}\n`);
}
if (Object.keys(reports).length > 0) {
  console.log(JSON.stringify({ machine: describeMachine(), knobs: options.knobs, ...reports }, null, 2));
}

function writeCharts({ charts = [] }: Report): void {
  mkdirSync(CHARTS, { recursive: true });
  for (const chart of charts) writeFileSync(new URL(`${chart.file}.svg`, CHARTS), drawChart(chart));
}

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        svg: { type: 'boolean', default: false },
        set: { type: 'string', multiple: true, default: [] },
      },
    });
    const [name, ...rest] = positionals;
    if (name === undefined) throw new Error('Which benchmark?');
    if (rest.length > 0) throw new Error('One benchmark at a time.');
    if (name !== 'all' && !Object.hasOwn(BENCHMARKS, name)) {
      throw new Error(`There is no benchmark "${name}".`);
    }
    return { name, ...values, knobs: readKnobs(values.quick, values.set) };
  } catch (error) {
    const list = Object.entries(BENCHMARKS).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`);
    console.error(
      [
        error instanceof Error ? error.message : String(error),
        'npm run bench -- <benchmark> [--quick] [--json] [--svg] [--set name=number]',
        ...list,
        '  all        every benchmark of the running service, one after the other',
      ].join('\n'),
    );
    process.exit(2);
  }
}
