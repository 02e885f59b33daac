// Writes openapi.json and the client's types from the contract; with --check, fails when they are stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { createDocument } from '../openapi/document.ts';

const document = createDocument();
const types = astToString(
  await openapiTypescript(structuredClone(document) as never, { defaultNonNullable: false }),
);
const outputs = [
  {
    file: new URL('../openapi/openapi.json', import.meta.url),
    text: `${JSON.stringify(document, null, 2)}\n`,
  },
  {
    file: new URL('../client/src/schema.ts', import.meta.url),
    text: `// Generated from openapi/openapi.json by \`npm run generate\`; never edited.\n${types}`,
  },
];

if (process.argv.includes('--check')) {
  const stale = [];
  for (const { file, text } of outputs) {
    if ((await readFile(file, 'utf8').catch(() => '')) !== text)
      stale.push(file.pathname.split('/').slice(-2).join('/'));
  }
  if (stale.length > 0) {
    console.error(`Stale: ${stale.join(', ')}. Run \`npm run generate\` and commit the result.`);
    process.exit(1);
  }
} else {
  for (const { file, text } of outputs) await writeFile(file, text);
}
