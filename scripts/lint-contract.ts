// Lints openapi/openapi.json: Redocly's strict rules, then our own. Prints every breach and fails when there is one.
import { readFile } from 'node:fs/promises';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import type { ContractDocument } from './contract/document.ts';
import { checkRules } from './contract/rules.ts';

const config = await createConfig({
  extends: ['recommended-strict'],
  rules: {
    'no-invalid-media-type-examples': { severity: 'error', allowAdditionalProperties: false },
    'no-invalid-schema-examples': { severity: 'error', allowAdditionalProperties: false },
    'no-invalid-parameter-examples': { severity: 'error', allowAdditionalProperties: false },
    'operation-singular-tag': 'error',
    'parameter-description': 'error',
    'paths-kebab-case': 'error',
    'tag-description': 'error',
    'no-duplicated-tag-names': 'error',
    // `/jobs/by-key/runs` could be read as the runs of a job `by-key`: an id is a UUID, so it is not.
    'no-ambiguous-paths': 'off',
  },
});

/** What is wrong with the document, one line each. */
export async function lintContract(document: ContractDocument): Promise<string[]> {
  const found = await lintFromString({ source: JSON.stringify(document), config });
  const standard = found.map(({ ruleId, message, location }) => {
    const place = location[0]?.pointer?.replace('#/', '').replaceAll('~1', '/') ?? '';
    return `${place}: ${message} (${ruleId})`;
  });
  const isWhole = !found.some(({ ruleId }) => ruleId === 'no-unresolved-refs');
  return isWhole ? [...standard, ...checkRules(document)] : standard;
}

if (import.meta.main) {
  const file = new URL('../openapi/openapi.json', import.meta.url);
  const found = await lintContract(JSON.parse(await readFile(file, 'utf8')) as ContractDocument);
  for (const line of found) console.error(line);
  if (found.length > 0) {
    console.error(`The contract breaks ${found.length} rules (scripts/contract/rules.ts, Redocly).`);
    process.exit(1);
  }
}
