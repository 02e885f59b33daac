// Tests that docs/lifecycle.md and the statements of the store match the declared transitions.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codesIn, rowsOf } from '../testing/markdown.ts';
import { jobTransitions } from './job-transitions.ts';
import { runTransitions } from './run-transitions.ts';
import { listEdges, type Transition } from './transitions.ts';

const page = readFileSync(new URL('../../docs/lifecycle.md', import.meta.url), 'utf8');
const here = new URL('.', import.meta.url);
const sources = new Map(
  readdirSync(here)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => [file, readFileSync(new URL(file, here), 'utf8')]),
);

type Declared = Readonly<Record<string, Transition<string>>>;

/** The edges of the diagram below a heading; the label is the name of the transition. */
function edgesIn(heading: string): string[] {
  const section = page.split(`\n## ${heading}\n`)[1] ?? '';
  const diagram = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(section)?.[1] ?? '';
  return diagram
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.includes('-->'));
}

/** The function around an offset of a source file: the last top-level one that starts before the offset. */
function functionAt(source: string, offset: number): string | undefined {
  return Array.from(source.slice(0, offset).matchAll(/^(?:export )?(?:async )?function (\w+)/gm)).at(-1)?.[1];
}

/** `file.ts#function` of every match in the store. */
function findWriters(pattern: RegExp): string[] {
  return Array.from(sources).flatMap(([file, source]) =>
    Array.from(source.matchAll(pattern), ({ index }) => `${file}#${functionAt(source, index)}`),
  );
}

const writersOf = (declared: Declared) =>
  new Set(Object.values(declared).flatMap((transition) => transition.writtenBy));

const machines: [string, Declared, string][] = [
  ['Runs', runTransitions, '| transition of a run |'],
  ['Jobs', jobTransitions, '| transition of a job |'],
];

describe.each(machines)('%s', (heading, declared, head) => {
  test('the diagram has exactly the declared transitions', () => {
    expect(edgesIn(heading).toSorted()).toEqual(listEdges(declared).toSorted());
  });

  test('the table states who moves each transition, and when', () => {
    expect(rowsOf(page, head).map(([name, by, when]) => [codesIn(name)[0], by, when])).toEqual(
      Object.entries(declared).map(([name, { by, when }]) => [name, by.join(', '), when]),
    );
  });

  test('every named function exists', () => {
    for (const writer of writersOf(declared)) {
      const [file = '', name = ''] = writer.split('#');
      expect(sources.get(file), writer).toMatch(new RegExp(String.raw`function ${name}\b`));
    }
  });
});

test('every statement that writes the status of a run is in a declared function', () => {
  const writes = [
    /insert into (?:live_runs|runs)\b/g,
    /delete from (?:live_runs|runs|runs_default)\b/g,
    /select drop_history_day\(/g,
    /update live_runs(?: r)? set(?:(?! where | from |\breturning\b)[\s\S])*?\b(?:status|waiting_for) =/g,
  ];
  const found = new Set(writes.flatMap(findWriters));
  expect(found).toEqual(writersOf(runTransitions));
});

test('every statement that writes the status of a job is in a declared function', () => {
  const writes = [
    /insert into job_states\b/g,
    /delete from job_states\b/g,
    /update job_states(?: s)? set(?:(?! where | from |\breturning\b)[\s\S])*?\bstatus =/g,
  ];
  const found = new Set(writes.flatMap(findWriters));
  expect(found).toEqual(writersOf(jobTransitions));
});

test('no statement assigns a status as a literal of its own', () => {
  for (const [file, source] of sources) {
    for (const [statement] of source.matchAll(/\bset\s+(?:(?! where |`)[\s\S])*?(?= where |`| from )/g)) {
      expect(statement, file).not.toMatch(/(?<![\w.])status = '/);
    }
    expect(source, file).not.toMatch(/'[a-z]+'(?:::text)? as status\b/);
  }
});
