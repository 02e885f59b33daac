// An attempt's request as a command of the shell.
import type { Attempt } from '../../../client/src/index.ts';
import { quote } from '../format/shell.ts';

type Request = NonNullable<Attempt['request']>;

const REDACTED = '[redacted]';
/** The service keeps no more of a body. */
const KEPT_BYTES = 8_192;

export function toCurl({ method, url, headers, body }: Request): string {
  const parts = [
    `curl ${methodOf(method, body !== null)}${/[[\]{}]/.test(url) ? '--globoff ' : ''}${quote(url)}`,
  ];
  for (const [name, value] of Object.entries(headers)) {
    // With a colon and nothing behind it curl would leave the header out.
    parts.push(`-H ${quote(value === '' ? `${name};` : `${name}: ${value}`)}`);
  }
  if (body !== null) parts.push(`--data-raw ${quote(body)}`);
  return parts.join(' \\\n  ');
}

/** What the command cannot say of itself; empty where it is the whole request. */
export function noteCurl({ headers, body }: Request): string {
  const names = Object.entries(headers).flatMap(([name, value]) => (value === REDACTED ? [name] : []));
  const hidden =
    names.length === 0 ? '' : `As curl it says ${REDACTED} too: put in the value of ${names.join(', ')}.`;
  const cut = isCut(body) ? 'As curl it sends the beginning of the body alone, as far as it is kept.' : '';
  return [hidden, cut].filter(Boolean).join(' ');
}

/** The excerpt may end a character early, where that one would be torn. */
export function isCut(body: string | null): boolean {
  return body !== null && new TextEncoder().encode(body).length > KEPT_BYTES - 4;
}

/** curl says GET by itself, and POST where there is a body. */
function methodOf(method: string, hasBody: boolean): string {
  if (method === 'HEAD') return '--head ';
  return method === (hasBody ? 'POST' : 'GET') ? '' : `-X ${method} `;
}
