// Tests that the contract follows its rules, and that each rule reports violations.
import { beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../openapi/document.ts';
import type { ContractDocument } from './contract/document.ts';
import { lintContract } from './lint-contract.ts';

const contract = JSON.stringify(createDocument());
const clone = () => JSON.parse(contract) as ContractDocument;

test('the contract has no violations', async () => {
  expect(await lintContract(clone())).toEqual([]);
});

type Breach = [what: string, told: RegExp, change: (document: ContractDocument) => void];

/** None hides another: one document has all of them, because a lint takes half a second. */
const breaches: Breach[] = [
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
    /^GET \/jobs: must have exactly one tag$/,
    ({ paths }) => {
      paths['/jobs']!['get']!.tags = [];
    },
  ],
  [
    'no security',
    /^GET \/jobs: does not declare security/,
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
    /^Run: allows undeclared fields/,
    ({ components }) => {
      components.schemas['Run']!.additionalProperties = true;
    },
  ],
  [
    'a schema without an example',
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
];

/** Each needs a document of its own. */
const separateBreaches: Breach[] = [
  [
    'an example that its schema refuses',
    /^components\/schemas\/Run\/example.*\(no-invalid-schema-examples\)$/,
    ({ components }) => {
      Object.assign(components.schemas['Run']!.example as object, { status: 'done' });
    },
  ],
  [
    'an example with an undeclared field',
    /example.*\(no-invalid-schema-examples\)$/,
    ({ components }) => {
      Object.assign(components.schemas['Run']!.example as object, { colour: 'red' });
    },
  ],
  [
    'an unresolved reference',
    /\(no-unresolved-refs\)$/,
    ({ paths }) => {
      paths['/jobs']!['post']!.responses['201']!.content!['application/json']!.schema = {
        $ref: '#/components/schemas/Task',
      };
    },
  ],
];

async function lint(changes: readonly Breach[]): Promise<string[]> {
  const document = clone();
  for (const [, , change] of changes) change(document);
  return await lintContract(document).catch((error: Error) => [error.message]);
}

const expectReport = (found: string[], told: RegExp) =>
  expect(found.filter((line) => told.test(line)).length, found.join('\n')).toBeGreaterThan(0);

describe('in one document', () => {
  let found: string[];
  beforeAll(async () => {
    found = await lint(breaches);
  });
  test.each(breaches)('%s is reported', (_, told) => expectReport(found, told));
});

test.each(separateBreaches)('%s is reported', async (...breach) => {
  expectReport(await lint([breach]), breach[1]);
});
