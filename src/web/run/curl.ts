// Writes a request as a curl command, with arguments quoted for a shell.
import type { Attempt } from '../../../client/src/index.ts';
import { REDACTED } from '../job-fields.ts';

type Request = NonNullable<Attempt['request']>;

/** The service stores this much of a body. */
const STORED_BYTES = 8_192;

export function toCurl({ method, url, headers, body }: Request): string {
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
 * Quotes text for a shell command.
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
