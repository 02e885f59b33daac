// Generates openapi.json, the client's types, the schema of job files and the interface's job fields; --check compares.
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { createDocument } from '../openapi/document.ts';
import { jobDefaults, jobFields } from '../openapi/schemas/job-fields.ts';
import { fieldsOfType, scheduleFields } from '../openapi/schemas/schedule-fields.ts';
import { REDACTED } from '../src/http/redact.ts';
import type { ContractDocument } from './contract/document.ts';
import { createJobsFileSchema } from './contract/jobs-file-schema.ts';

// The optional positional argument is the output folder.
const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const root =
  positionals[0] === undefined ? new URL('..', import.meta.url) : pathToFileURL(`${positionals[0]}/`);

const document = createDocument();
const types = astToString(
  await openapiTypescript(structuredClone(document) as never, { defaultNonNullable: false }),
);
const outputs = [
  {
    file: 'openapi/openapi.json',
    text: `${JSON.stringify(document, null, 2)}\n`,
  },
  {
    file: 'client/src/schema.ts',
    text: `// Generated from openapi/openapi.json by \`npm run generate\`. Do not edit.\n${types}`,
  },
  {
    file: 'client/jobs-file.schema.json',
    text: `${JSON.stringify(createJobsFileSchema(document as unknown as ContractDocument), null, 2)}\n`,
  },
  {
    file: 'src/web/job-fields.ts',
    text: webFields(),
  },
];

if (values.check) {
  const stale = [];
  for (const { file, text } of outputs) {
    if ((await readFile(new URL(file, root), 'utf8').catch(() => '')) !== text) stale.push(file);
  }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
    process.exit(1);
  }
} else {
  for (const { file, text } of outputs) await writeFile(new URL(file, root), text);
}

/** What the web interface needs of the declared fields: names, defaults and the rule for secrets, without schemas. */
function webFields(): string {
  const union = (names: string[]) => names.map((name) => `'${name}'`).join(' | ');
  const list = (value: unknown) => JSON.stringify(value, null, 2);
  return `// Generated from openapi/schemas/job-fields.ts and src/http/redact.ts by \`npm run generate\`; never edited.
import type { Job } from '../../client/src/index.ts';

/** The fields of a job's definition, in the order of the declaration. */
export const fieldNames = ${list(Object.keys(jobFields))} as const;

/** The fields that say when a job occurs. */
export const scheduleFieldNames = ${list(Object.keys(scheduleFields))} as const;

/** The fields that one schedule type needs and no other type has. */
export const fieldsOfType = ${list(fieldsOfType)} as const;

/** The values of omitted fields. */
export const jobDefaults: Pick<Job, ${union(Object.keys(jobDefaults))}> = ${list(jobDefaults)};

/** Stands in place of a secret value. */
export const REDACTED = '${REDACTED}';
`;
}
