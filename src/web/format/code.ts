// Requests and jobs as code: curl commands, a TypeScript program, and indented JSON.
import type { Attempt, Job } from '../../../client/src/index.ts';
import { fieldNames, jobDefaults, REDACTED } from '../job-fields.ts';
import { isSameJson } from '../same-json.ts';

type Request = NonNullable<Attempt['request']>;

/** The service stores this much of a body. */
const STORED_BYTES = 8_192;

export function requestToCurl({ method, url, headers, body }: Request): string {
  const parts = [
    `curl ${methodOf(method, body !== null)}${/[[\]{}]/.test(url) ? '--globoff ' : ''}${quoteShell(url)}`,
  ];
  for (const [name, value] of Object.entries(headers)) {
    // curl drops a header with nothing after the colon; a semicolon sends the header with an empty value.
    parts.push(`-H ${quoteShell(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (body !== null) parts.push(`--data-raw ${quoteShell(body)}`);
  return parts.join(' \\\n  ');
}

/** Explains what the command lacks; empty if it sends the same request. */
export function describeMissing({ headers, body }: Request): string {
  const names = Object.entries(headers).flatMap(([name, value]) => (value === REDACTED ? [name] : []));
  const hidden =
    names.length === 0
      ? ''
      : `In the curl command, replace ${REDACTED} with the value of ${names.join(', ')}.`;
  const truncated = isTruncated(body) ? 'The curl command sends only the first 8 KiB of the body.' : '';
  return [hidden, truncated].filter(Boolean).join(' ');
}

/** The service never splits a UTF-8 character, so a truncated body may be up to 3 bytes shorter than the limit. */
export function isTruncated(body: string | null): boolean {
  return body !== null && new TextEncoder().encode(body).length > STORED_BYTES - 4;
}

/** curl defaults to GET, and to POST with a body. */
function methodOf(method: string, hasBody: boolean): string {
  if (method === 'HEAD') return '--head ';
  return method === (hasBody ? 'POST' : 'GET') ? '' : `-X ${method} `;
}

/** Control and bidirectional characters: a terminal would execute or reorder them when the command is pasted. */
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const UNSAFE_OR_QUOTED = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\\']/gu;

/**
 * Quotes a text as one shell word; unsafe characters are escaped, as bash and zsh read them in `$'…'`.
 */
export function quoteShell(text: string): string {
  // A line break within quotes is safe and readable.
  if (!UNSAFE.test(text.replaceAll('\n', ''))) return `'${text.replaceAll("'", `'\\''`)}'`;
  return `$'${text.replace(UNSAFE_OR_QUOTED, escapeCharacter)}'`;
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`;
  if (character === '\n') return '\\n';
  return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
}

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

interface Service {
  url: string;
  needsKey: boolean;
}

/** The body is a quoted here-document, so that the shell expands nothing in it and its length has no limit. */
export function jobToCurl(job: Job, { url, needsKey }: Service): string {
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

export function jobToClient(job: Job, { url, needsKey }: Service): string {
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

const TOKENS = /"(?:[^"\\]|\\.)*(?:"|$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/** Deeper levels share an indentation: that of thousands of brackets would be larger than the text by its square. */
const LEVELS_AT_MOST = 40;

/** Returns null for text that is not a JSON object or array. `isTruncated` accepts text that ends early. */
export function indentJson(text: string, isTruncated: boolean): string | null {
  if (!/^\s*[{[]/.test(text) || !(isTruncated || isJson(text))) return null;
  let out = '';
  let depth = 0;
  let previous = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const opens = previous === '{' || previous === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    if (opens ? !closes : closes || previous === ',')
      out += `\n${'  '.repeat(Math.min(Math.max(0, depth), LEVELS_AT_MOST))}`;
    out += token === ':' ? ': ' : token;
    if (token === '{' || token === '[') depth++;
    previous = token;
  }
  return out;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
