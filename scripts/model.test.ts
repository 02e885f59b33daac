// Tests that the model of a run has exactly the declared transitions, and a twin for each property.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runTransitions } from '../src/store/run-transitions.ts';
import { modelCases } from './model-cases.ts';

const transitions = readFileSync(new URL('../docs/model/transitions.pml', import.meta.url), 'utf8');

test('the model has exactly the declared transitions', () => {
  const modelled = Array.from(transitions.matchAll(/^#define t_(\w+) (.+), (\w+)$/gm), (match) => {
    const [, name = '', from = '', to = ''] = match;
    return [name, { from: from.split(' + '), to }] as const;
  });
  const declared = Object.entries(runTransitions).map(([name, { from, to }]) => [
    name,
    { from: from ?? ['absent'], to: to ?? 'absent' },
  ]);
  expect(Object.fromEntries(modelled)).toEqual(Object.fromEntries(declared));
});

test('each property fails in a broken twin', () => {
  const names = /hidden byte ([^;]+);/.exec(transitions)?.[1]?.split(/,\s*/) ?? [];
  // A transition from an undeclared state is an error of the model itself.
  const properties = names.filter((name) => name !== 'declared_transition');
  expect(new Set(modelCases.flatMap(({ fails }) => fails ?? []))).toEqual(new Set(properties));
});
