// Compares the table of errors in docs/api.md with the contract. src/documentation.redis.test.ts runs its commands.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf } from '../../scripts/contract/document.ts';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');

test('the table of errors matches the contract', () => {
  const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;
  const declared = Array.from(operationsOf(document)).flatMap(([, { responses }]) =>
    Object.keys(responses).filter((status) => Number(status) >= 400),
  );
  const documented = Array.from(page.matchAll(/^\| (\d{3}) \|/gm), ([, status]) => status);
  // 405 is not declared by any route.
  expect(documented).toEqual([...new Set([...declared, '405'])].toSorted());
});
