// The contract holds to its rules, and each rule tells of what breaks it.
import { expect, test } from 'vitest';
import { createDocument } from '../openapi/document.ts';
import type { ContractDocument } from './contract/document.ts';
import { lintContract } from './lint-contract.ts';

const clone = () => JSON.parse(JSON.stringify(createDocument())) as ContractDocument;

test('the contract holds to them', async () => {
  expect(await lintContract(clone())).toEqual([]);
});

const breaches: [what: string, told: RegExp, change: (document: ContractDocument) => void][] = [
  [
    'a property in camelCase',
    /^Job\.nextRun: is not snake_case$/,
    ({ components }) => {
      components.schemas['Job']!.properties!['nextRun'] = { type: 'boolean' };
    },
  ],
  [
    'an operation id in snake_case',
    /^POST \/jobs: the operation id create_job is not camelCase$/,
    ({ paths }) => {
      paths['/jobs']!['post']!.operationId = 'create_job';
    },
  ],
  [
    'no summary',
    /^GET \/jobs: has no summary$/,
    ({ paths }) => {
      delete paths['/jobs']!['get']!.summary;
    },
  ],
  [
    'no tag',
    /^GET \/jobs: has not exactly one tag$/,
    ({ paths }) => {
      paths['/jobs']!['get']!.tags = [];
    },
  ],
  [
    'no security',
    /^GET \/jobs: does not say which keys it needs/,
    ({ paths }) => {
      delete paths['/jobs']!['get']!.security;
    },
  ],
  [
    'an error that is plain JSON',
    /^GET \/jobs 400: is not application\/problem\+json alone$/,
    ({ paths }) => {
      const answer = paths['/jobs']!['get']!.responses['400']!;
      answer.content = { 'application/json': answer.content!['application/problem+json']! };
    },
  ],
  [
    'a string without a limit',
    /^Run\.job_name: a string without maxLength$/,
    ({ components }) => {
      delete components.schemas['Run']!.properties!['job_name']!.maxLength;
    },
  ],
  [
    'an array without a limit',
    /^RunWithAttempts\.attempts: an array without maxItems$/,
    ({ components }) => {
      delete components.schemas['RunWithAttempts']!.properties!['attempts']!.maxItems;
    },
  ],
  [
    'an object open to anything',
    /^Run: is open to fields/,
    ({ components }) => {
      components.schemas['Run']!.additionalProperties = true;
    },
  ],
  [
    'a noun without an example',
    /^Run: has no example$/,
    ({ components }) => {
      delete components.schemas['Run']!.example;
    },
  ],
  [
    'a body without an example',
    /^GET \/jobs 200 application\/json: has no example$/,
    ({ paths }) => {
      delete paths['/jobs']!['get']!.responses['200']!.content!['application/json']!.schema!.example;
    },
  ],
  [
    'a parameter without an example',
    /^GET \/jobs query tag: has no example$/,
    ({ paths }) => {
      const tag = paths['/jobs']!['get']!.parameters!.find(({ name }) => name === 'tag');
      delete tag!.schema.example;
    },
  ],
  [
    'an example that its schema refuses',
    /^components\/schemas\/Run\/example.*\(no-invalid-schema-examples\)$/,
    ({ components }) => {
      Object.assign(components.schemas['Run']!.example as object, { status: 'done' });
    },
  ],
  [
    'an example with a field more',
    /example.*\(no-invalid-schema-examples\)$/,
    ({ components }) => {
      Object.assign(components.schemas['Run']!.example as object, { colour: 'red' });
    },
  ],
  [
    'a reference to nothing',
    /\(no-unresolved-refs\)$/,
    ({ paths }) => {
      paths['/jobs']!['post']!.responses['201']!.content!['application/json']!.schema = {
        $ref: '#/components/schemas/Task',
      };
    },
  ],
];

test.each(breaches)('%s is told', async (_, told, change) => {
  const document = clone();
  change(document);
  const found = await lintContract(document).catch((error: Error) => [error.message]);
  expect(found.filter((line) => told.test(line)).length, found.join('\n')).toBeGreaterThan(0);
});
