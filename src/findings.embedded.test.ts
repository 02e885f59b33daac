// Tests every recorded case of misread schedules, targets and settings, or that the tests named for it exist.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { useService } from './testing/use-service.ts';

/** A test that covers a case: its file, and text of its title or its row. */
interface Reference {
  file: string;
  text: string;
}

interface Case {
  id: string;
  kind: string;
  expected: string;
  /** Sent to POST /schedules/preview. */
  body?: object;
  /** Absent: the schedule is refused. */
  at?: string[];
  /** Words of the description, of a warning or of the refusal. */
  says?: string[];
  suggestion?: object;
  tests?: Reference[];
  /** Why the service does something else than expected. */
  differs?: string;
}

const { service } = useService();

function readCases(name: string): Case[] {
  const file = new URL(`testing/vectors/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Case[];
}

const time = readCases('time');
const operation = readCases('operation');

test('every case is run, or names its tests', () => {
  const all = [...time, ...operation];
  expect(all.length).toBe(59 + 98);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.filter(({ body, tests = [] }) => body === undefined && tests.length === 0)).toEqual([]);
  const texts = new Map<string, string>();
  const missing = all.flatMap(({ id, tests = [] }) =>
    tests
      .filter(({ file, text }) => {
        if (!texts.has(file)) texts.set(file, existsSync(file) ? readFileSync(file, 'utf8') : '');
        return !/\.test\.ts$/.test(file) || !texts.get(file)!.includes(text);
      })
      .map((reference) => ({ id, ...reference })),
  );
  expect(missing).toEqual([]);
});

interface Answer {
  description?: string;
  occurrences?: { at: string }[];
  warnings?: { message: string; suggestion?: object }[];
  errors?: { pointer: string; detail: string; suggestion?: object }[];
}

test.each(time.filter(({ body }) => body !== undefined))('$id: $kind, $expected', async (found) => {
  const response = await service.request('POST', '/schedules/preview', found.body);
  const answer = (await response.json()) as Answer;
  const { description = '', occurrences = [], warnings = [], errors = [] } = answer;
  expect(response.status, JSON.stringify(answer)).toBe(found.at === undefined ? 422 : 200);
  expect(occurrences.map(({ at }) => at)).toEqual(found.at ?? []);
  // One error for one fault.
  expect(errors).toHaveLength(found.at === undefined ? 1 : 0);
  const text = [
    description,
    ...warnings.map(({ message }) => message),
    ...errors.map(({ detail }) => detail),
  ];
  for (const part of found.says ?? []) expect(text.join('\n')).toContain(part);
  const suggested = [...warnings, ...errors]
    .map(({ suggestion }) => suggestion)
    .find((one) => one !== undefined);
  expect(suggested).toEqual(found.suggestion);
});
