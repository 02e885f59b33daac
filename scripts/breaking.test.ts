// Tests that every kind of breaking contract change is reported, and refused from 1.0 on unless declared.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { judgeChanges } from './breaking.ts';
import { findBreakingChanges } from './contract/compare.ts';
import type { ContractDocument } from './contract/document.ts';

const read = () =>
  JSON.parse(readFileSync(new URL('../openapi/released.json', import.meta.url), 'utf8')) as ContractDocument;

type Change = (document: ContractDocument) => void;
const schema = ({ components }: ContractDocument, name: string) => components.schemas[name]!;
const field = (document: ContractDocument, name: string, key: string) =>
  schema(document, name).properties![key]!;
const operation = ({ paths }: ContractDocument, path: string, method: string) => paths[path]![method]!;

const breaking: [told: string, change: Change][] = [
  ['GET /stats: is gone', ({ paths }) => delete paths['/stats']],
  ['DELETE /jobs/{id}: is gone', ({ paths }) => delete paths['/jobs/{id}']!['delete']],
  [
    'POST /jobs: the operation id was createJob, is addJob',
    (document) => (operation(document, '/jobs', 'post').operationId = 'addJob'),
  ],
  [
    'GET /jobs: needed viewer, needs admin',
    (document) => (operation(document, '/jobs', 'get').security = [{ key: ['admin'] }]),
  ],
  [
    'POST /jobs 201: is not answered any more',
    (document) => delete operation(document, '/jobs', 'post').responses['201'],
  ],
  [
    'GET /jobs 200 header link: is gone',
    (document) => delete operation(document, '/jobs', 'get').responses['200']!.headers,
  ],
  [
    'GET /jobs query tag: is gone',
    (document) => {
      const list = operation(document, '/jobs', 'get');
      list.parameters = list.parameters!.filter(({ name }) => name !== 'tag');
    },
  ],
  [
    'GET /jobs query status: is required now',
    (document) => {
      operation(document, '/jobs', 'get').parameters!.find(({ name }) => name === 'status')!.required = true;
    },
  ],
  [
    'PATCH /jobs/{id}: application/merge-patch+json is not taken any more',
    (document) =>
      delete operation(document, '/jobs/{id}', 'patch').requestBody!.content['application/merge-patch+json'],
  ],
  [
    'POST /jobs/{id}/pause: a body is required now',
    (document) => (operation(document, '/jobs/{id}/pause', 'post').requestBody!.required = true),
  ],
  [
    'JobInput.timezone: is required now',
    (document) => schema(document, 'JobInput').required!.push('timezone'),
  ],
  [
    'JobInput.colour: is new and required',
    (document) => {
      schema(document, 'JobInput').required!.push('colour');
      schema(document, 'JobInput').properties!['colour'] = { type: 'string' };
    },
  ],
  ['JobInput.tags: is gone', (document) => delete schema(document, 'JobInput').properties!['tags']],
  [
    'JobInput.timeout_seconds: maximum was 1800, is 60',
    (document) => (field(document, 'JobInput', 'timeout_seconds').maximum = 60),
  ],
  [
    'JobInput.timeout_seconds: the default was 30, is 10',
    (document) => (field(document, 'JobInput', 'timeout_seconds').default = 10),
  ],
  [
    'JobInput.overlap: "allow" not taken any more',
    (document) => (field(document, 'JobInput', 'overlap').enum = ['skip', 'queue', 'cancel_previous']),
  ],
  [
    'JobInput.spread_seconds: was integer, is string',
    (document) => (field(document, 'JobInput', 'spread_seconds').type = 'string'),
  ],
  [
    'JobInput.description: was null, is string',
    (document) => (field(document, 'JobInput', 'description').anyOf = [{ type: 'string' }]),
  ],
  ['Job.next_run: is gone', (document) => delete schema(document, 'Job').properties!['next_run']],
  [
    'Job.next_run: may be left out now',
    (document) => {
      const job = schema(document, 'Job');
      job.required = job.required!.filter((name) => name !== 'next_run');
    },
  ],
  ['Job.version: was integer, is string', (document) => (field(document, 'Job', 'version').type = 'string')],
  [
    'Job.name: was string, is null',
    (document) =>
      (schema(document, 'Job').properties!['name'] = { anyOf: [{ type: 'string' }, { type: 'null' }] }),
  ],
  ['RunStatus: may now be "lost"', (document) => schema(document, 'RunStatus').enum!.push('lost')],
];

test.each(breaking)('%s', (told, change) => {
  const current = read();
  change(current);
  expect(findBreakingChanges(read(), current)).toContain(told);
});

const harmless: [what: string, change: Change][] = [
  ['nothing', () => undefined],
  ['a new operation', ({ paths }) => (paths['/tasks'] = paths['/jobs']!)],
  [
    'a new optional field',
    (document) => (schema(document, 'JobInput').properties!['colour'] = { type: 'string' }),
  ],
  [
    'a new field of a response',
    (document) => {
      schema(document, 'Job').properties!['colour'] = { type: 'string' };
      schema(document, 'Job').required!.push('colour');
    },
  ],
  ['a wider limit', (document) => (field(document, 'JobInput', 'timeout_seconds').maximum = 3600)],
  ['another accepted value', (document) => field(document, 'JobInput', 'overlap').enum!.push('merge')],
  ['another description', (document) => (operation(document, '/jobs', 'get').summary = 'All jobs')],
];

test.each(harmless)('%s is not a breaking change', (_, change) => {
  const current = read();
  change(current);
  expect(findBreakingChanges(read(), current)).toEqual([]);
});

test('breaking changes are reported before 1.0, and refused from 1.0 on unless declared', () => {
  const released = read();
  const current = read();
  delete current.paths['/stats'];
  expect(judgeChanges(released, current, '')).toMatchObject({
    undeclared: ['GET /stats: is gone'],
    passes: true,
  });
  released.info.version = '1.0.0';
  expect(judgeChanges(released, current, '').passes).toBe(false);
  const declaration = '- `GET /stats: is gone`: `GET /metrics` has the numbers.\n';
  expect(judgeChanges(released, current, declaration)).toEqual({
    undeclared: [],
    declared: ['GET /stats: is gone'],
    needless: [],
    passes: true,
  });
  expect(judgeChanges(released, current, '- `GET /stats: is gone`:').passes, 'no reason').toBe(false);
});

test('a declaration without a breaking change is refused', () => {
  const declaration = '- `GET /stats: is gone`: `GET /metrics` has the numbers.\n';
  expect(judgeChanges(read(), read(), declaration)).toMatchObject({
    needless: ['GET /stats: is gone'],
    passes: false,
  });
});
