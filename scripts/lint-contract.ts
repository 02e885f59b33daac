// Lints openapi/openapi.json with Redocly's strict rules and the rules in contract/rules.ts.
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
    // `/jobs/by-key/runs` is ambiguous for Redocly. It is not, because a job ID is a UUID.
    'no-ambiguous-paths': 'off',
  },
});

/** The rule violations, one line each. */
export async function lintContract(document: ContractDocument): Promise<string[]> {
  const found = await lintFromString({ source: JSON.stringify(document), config });
  const standard = found.map(({ ruleId, message, location }) => {
    const place = location[0]?.pointer?.replace('#/', '').replaceAll('~1', '/') ?? '';
    return `${place}: ${message} (${ruleId})`;
  });
  const isResolved = !found.some(({ ruleId }) => ruleId === 'no-unresolved-refs');
  return isResolved ? [...standard, ...checkRules(document)] : standard;
}

if (import.meta.main) {
  const file = new URL('../openapi/openapi.json', import.meta.url);
  const found = await lintContract(JSON.parse(await readFile(file, 'utf8')) as ContractDocument);
  for (const line of found) console.error(line);
  if (found.length > 0) {
    console.error(`The contract has ${found.length} rule violations (Redocly, scripts/contract/rules.ts).`);
    process.exit(1);
  }
}
