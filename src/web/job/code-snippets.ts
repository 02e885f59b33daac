// Writes a job as a curl command and as a TypeScript program that create an equal job.
import type { Job } from '../../../client/src/index.ts';
import { fieldNames, jobDefaults } from '../job-fields.ts';
import { quoteShell } from '../run/curl.ts';
import { isSameJson } from '../same-json.ts';

/** The default of each field in output order, without the key; of a required field none. */
const defaults = Object.fromEntries(
  fieldNames
    .filter((name) => name !== 'key')
    .map((name): [string, unknown] => [name, jobDefaults[name as keyof typeof jobDefaults]]),
);

/** Leaves out the key, which is in the URL, and the secrets, which the service does not return. */
function toInput(job: Job): Record<string, unknown> {
  const input = leaveOut(job, defaults);
  // Of an object with defaults, single fields may be left out as well.
  for (const name of ['retry', 'catch_up', 'success'] as const) {
    if (name in input) input[name] = leaveOut(job[name], jobDefaults[name]);
  }
  // `inactive` is the only status that a client can set; the service sets the others.
  return job.status_reason === 'paused' ? { ...input, status: 'inactive' } : input;
}

function leaveOut(value: object, defaultValues: object): Record<string, unknown> {
  const given = new Map(Object.entries(value) as [string, unknown][]);
  const kept = Object.entries(defaultValues).filter(
    ([name, value]) => !isSameJson(given.get(name) ?? null, value),
  );
  return Object.fromEntries(kept.map(([name]) => [name, given.get(name)]));
}

export interface Service {
  url: string;
  needsKey: boolean;
}

/** The body is a quoted here-document, so that the shell expands nothing in it and its length has no limit. */
export function toCurl(job: Job, { url, needsKey }: Service): string {
  const call =
    job.key === null
      ? `${quoteShell(`${url}/jobs`)}`
      : `-X PUT ${quoteShell(`${url}/jobs/by-key/${job.key}`)}`;
  const lines = [
    `curl ${call}`,
    ...(needsKey ? ['-H "authorization: Bearer $API_KEY"'] : []),
    "-H 'content-type: application/json'",
    "--data-binary @- <<'JSON'",
  ];
  return `${lines.join(' \\\n  ')}\n${JSON.stringify(toInput(job), null, 2)}\nJSON\n`;
}

export function toClient(job: Job, { url, needsKey }: Service): string {
  const key = needsKey ? ', apiKey: process.env.API_KEY' : '';
  const call = job.key === null ? 'create(' : `ensure(${toLiteral(job.key)}, `;
  return `import { createClient } from 'scheduler-service-client';

const scheduler = createClient({ baseUrl: ${toLiteral(url)}${key} });

const job = await scheduler.jobs.${call}${toLiteral(toInput(job))});
`;
}

/** Writes a JSON value as a TypeScript literal. */
function toLiteral(value: unknown, indent = ''): string {
  if (typeof value === 'string') {
    return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => toLiteral(item, inner))
    : Object.entries(value).map(([name, item]) => `${toPropertyName(name)}: ${toLiteral(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return open + close;
  const isShort =
    items.every((item) => !item.includes('\n')) && items.join(', ').length <= 60 && indent !== '';
  if (isShort) return Array.isArray(value) ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}

function toPropertyName(name: string): string {
  // The plain name `__proto__` would set the prototype of the object.
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : toLiteral(name);
}
