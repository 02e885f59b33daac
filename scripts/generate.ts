// Writes openapi.json and the client's types from the contract; with --check, fails when they are stale. Into another folder when one is named.
import { readFile, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { createDocument } from '../openapi/document.ts';

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
    text: `// Generated from openapi/openapi.json by \`npm run generate\`; never edited.\n${types}`,
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
