// Checks the model of a run with SPIN: every configuration holds, every broken twin fails.
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { runTransitions } from '../src/store/run-transitions.ts';
import { type ModelCase, modelCases } from './model-cases.ts';

const MODEL = path.join(import.meta.dirname, '../docs/model');
/** Longest path of the search; the verifier reports a search that reaches it. */
const MAX_DEPTH = 10_000;

interface Outcome {
  states: number;
  seconds: number;
  /** The property that failed, or another text of the verifier; undefined if all properties hold. */
  failed: string | undefined;
  /** Transitions that happened. */
  transitions: string[];
}

const run = promisify(execFile);

/** Generates, compiles and runs the verifier of a case in its own directory. */
async function verify({ defines }: ModelCase): Promise<Outcome> {
  const cwd = await mkdtemp(path.join(tmpdir(), 'model-'));
  try {
    await cp(MODEL, cwd, { recursive: true });
    await run('spin', [...defines.map((define) => `-D${define}`), '-a', 'runs.pml'], { cwd });
    await run('gcc', ['-O2', '-w', '-DSAFETY', '-DCOLLAPSE', '-DMEMLIM=4096', '-o', 'pan', 'pan.c'], { cwd });
    const startedAt = performance.now();
    const { stdout } = await run('./pan', [`-m${MAX_DEPTH}`, '-w24', '-n'], { cwd, maxBuffer: 2 ** 26 });
    return { ...parseReport(stdout), seconds: (performance.now() - startedAt) / 1_000 };
  } finally {
    await rm(cwd, { recursive: true });
  }
}

/** Parses the report of the verifier. A search that was cut short counts as a failure. */
function parseReport(report: string): Omit<Outcome, 'seconds'> {
  const states = Number(/(\d+) states, stored/.exec(report)?.[1] ?? 0);
  const property = /assertion violated \((\w+)\|\|/.exec(report)?.[1];
  const isWhole = /errors: 0\b/.test(report) && !/max search depth too small|out of memory/.test(report);
  const transitions = Array.from(report.matchAll(/^transition t_(\w+)$/gm), (match) => match[1] ?? '');
  return {
    states,
    failed: property ?? (isWhole ? undefined : (/^pan:\d*:? .*$/m.exec(report)?.[0] ?? report)),
    transitions,
  };
}

const happened = new Set<string>();
const wrong: string[] = [];
console.log('| case | bounds | result | states | seconds |\n|---|---|---|---|---|');
for (const modelCase of modelCases) {
  const { name, defines, fails } = modelCase;
  const { failed, states, seconds, transitions } = await verify(modelCase);
  const result = failed === undefined ? 'holds' : `\`${failed}\` fails`;
  console.log(`| ${name} | \`${defines.join(' ')}\` | ${result} | ${states} | ${seconds.toFixed(1)} |`);
  if (failed !== fails) wrong.push(`${name}: expected ${fails ?? 'all properties to hold'}`);
  if (fails === undefined) for (const transition of transitions) happened.add(transition);
}
const unused = Object.keys(runTransitions).filter((name) => !happened.has(name));
if (unused.length > 0) wrong.push(`transitions that never happened: ${unused.join(', ')}`);
for (const line of wrong) console.error(line);
if (wrong.length > 0) process.exitCode = 1;
