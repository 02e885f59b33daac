// Reads the HTTP request of a `curl` or `wget` command.
import { type CommandOptions, curlOptions, wgetOptions } from './command-options.ts';
import { type ExpandVariable, ShellError, splitShell } from './shell-words.ts';

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as fields of a job. */
export interface CommandRequest {
  target: string;
  method: Method;
  headers: Record<string, string>;
  /** Null: no body. */
  payload: unknown;
  timeout_seconds?: number;
  /** Attempts, including the first. */
  max_attempts?: number;
  /** What the command does besides the request, and a job does not. */
  notes: string[];
}

/** A command that cannot be a job. The message follows the name of the command. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const FORM_TYPE = 'application/x-www-form-urlencoded';

/** Reads a command line. Throws a `CommandError` for a command that does more than one request. */
export function readHttpCommand(
  text: string,
  expand: ExpandVariable = (name) => `\${env:${name}}`,
): CommandRequest {
  return readHttpWords(toWords(text, expand));
}

/** Reads the words of a command, such as the `command` and `args` of a container. */
export function readHttpWords(words: readonly string[]): CommandRequest {
  const [program = '', ...rest] = words;
  const name = program.split('/').at(-1);
  if (name === 'curl') return toRequest(new Collected(rest, curlOptions));
  if (name === 'wget') return toRequest(new Collected(rest, wgetOptions));
  throw new CommandError('is not a curl or wget command: serve it at a URL and set target to that URL');
}

/** The words of a simple command, without output redirections. */
function toWords(text: string, expand: ExpandVariable): string[] {
  const words: string[] = [];
  let skipsNext = false;
  try {
    for (const token of splitShell(text, expand)) {
      if ('word' in token) {
        if (!skipsNext) words.push(token.word);
        skipsNext = false;
      } else if (token.operator === '2>&1') continue;
      else if (token.operator.endsWith('>')) skipsNext = true;
      else throw new CommandError(`has ${token.operator}: a job sends one request and runs no shell`);
    }
  } catch (error) {
    if (error instanceof ShellError) throw new CommandError(error.message);
    throw error;
  }
  return words;
}

/** The options of a command by their meaning. */
class Collected {
  readonly urls: string[] = [];
  readonly notes: string[] = [];
  readonly headers = new Map<string, [name: string, value: string]>();
  readonly data: string[] = [];
  method: string | undefined;
  isJson = false;
  isQuery = false;
  isHead = false;
  timeoutSeconds: number | undefined;
  attempts: number | undefined;

  constructor(words: readonly string[], options: CommandOptions) {
    // Reversed: taking the first of a long array moves all the others.
    const queue = words.toReversed();
    for (let word = queue.pop(); word !== undefined; word = queue.pop()) {
      if (!word.startsWith('-') || word === '-') {
        this.urls.push(word);
        continue;
      }
      for (const [name, value] of readOption(word, queue, options)) this.#apply(name, value, options);
    }
  }

  setHeader(name: string, value: string): void {
    this.headers.set(name.toLowerCase(), [name, value]);
  }

  #apply(name: string, value: string, options: CommandOptions): void {
    const meaning = (options.withValue[name] ?? options.flags[name])!;
    switch (meaning) {
      case 'ignore':
        return;
      case 'url':
        this.urls.push(value);
        return;
      case 'method':
        this.method = value.toUpperCase();
        return;
      case 'header':
        return this.#addHeader(value);
      case 'data':
        return this.#addData(value, name);
      case 'json':
        this.isJson = true;
        return this.#addData(value, name);
      case 'encode':
        return this.#addEncoded(value, name);
      case 'query':
        this.isQuery = true;
        return;
      case 'head':
        this.isHead = true;
        return;
      case 'user':
        return this.setHeader('Authorization', `Basic ${toBase64(value)}`);
      case 'user-agent':
        return this.setHeader('User-Agent', value);
      case 'referer':
        return this.setHeader('Referer', value);
      case 'cookie':
        if (!value.includes('=')) throw new CommandError(`reads cookies from a file with ${name}`);
        return this.setHeader('Cookie', value);
      case 'timeout':
        this.timeoutSeconds = Number(value);
        return;
      case 'retries':
        this.attempts = Number(value) + 1;
        return;
      case 'attempts':
        this.attempts = Number(value);
        return;
      default:
        if (meaning.startsWith('refuse ')) throw new CommandError(`has ${name}: ${meaning.slice(7)}`);
        this.notes.push(`${name}: ${meaning}`);
    }
  }

  #addHeader(text: string): void {
    const colon = text.indexOf(':');
    if (text.startsWith('@')) throw new CommandError('reads headers from a file');
    // `-H 'Accept;'` sends an empty header, `-H 'Accept:'` none.
    if (colon > 0 && text.slice(colon + 1).trim() !== '') {
      this.setHeader(text.slice(0, colon).trim(), text.slice(colon + 1).trim());
    }
  }

  #addData(value: string, name: string): void {
    if (value.startsWith('@') && name !== '--data-raw')
      throw new CommandError(`reads its body from a file with ${name} ${value}: write the body as payload`);
    this.data.push(value);
  }

  #addEncoded(value: string, name: string): void {
    const [matched, key = '', text = ''] = /^([^=]*=)?([^]*)$/.exec(value) ?? [];
    if (matched === undefined || /^[^=]*@/.test(value))
      throw new CommandError(`reads its body from a file with ${name}`);
    this.data.push((key === '=' ? '' : key) + encodeURIComponent(text.toWellFormed()));
  }
}

/** Reads one option, or several short ones in one word. The value is the rest of the word or the last of the queue. */
function readOption(word: string, queue: string[], options: CommandOptions): [name: string, value: string][] {
  const { withValue, flags } = options;
  if (word.startsWith('--')) {
    const [name = '', ...rest] = word.split('=');
    if (name in withValue) return [[name, rest.length > 0 ? rest.join('=') : (queue.pop() ?? '')]];
    if (name in flags) return [[name, '']];
    throw new CommandError(`has the option ${name}, which is not known`);
  }
  const found: [string, string][] = [];
  for (let at = 1; at < word.length; at++) {
    const name = `-${word[at]}`;
    if (name in withValue) return [...found, [name, word.slice(at + 1) || (queue.pop() ?? '')]];
    if (!(name in flags)) throw new CommandError(`has the option ${name}, which is not known`);
    found.push([name, '']);
  }
  return found;
}

function toRequest(found: Collected): CommandRequest {
  const [url, ...more] = found.urls;
  if (url === undefined) throw new CommandError('has no URL');
  if (more.length > 0) throw new CommandError(`has ${found.urls.length} URLs: a job sends one request`);
  const body = found.data.length === 0 ? undefined : found.data.join(found.isJson ? '' : '&');
  const isQuery = found.isQuery && body !== undefined;
  const hasBody = body !== undefined && !isQuery;
  const method = found.method ?? (found.isHead ? 'HEAD' : hasBody ? 'POST' : 'GET');
  if (!METHODS.includes(method)) throw new CommandError(`sends ${method}, which a job cannot`);
  const notes = [...found.notes];
  let payload: unknown = null;
  if (hasBody && (method === 'GET' || method === 'HEAD'))
    notes.push(`${method} takes no body: the body is left out`);
  else if (hasBody) payload = readPayload(found, body);
  return {
    target: toUrl(isQuery ? `${url}${url.includes('?') ? '&' : '?'}${body}` : url),
    method: method as Method,
    headers: Object.fromEntries(found.headers.values()),
    payload,
    ...inRange('timeout_seconds', found.timeoutSeconds, 1_800),
    ...inRange('max_attempts', found.attempts, 50),
    notes,
  };
}

/** A JSON body as its value, which the service sends as JSON; any other as a text with its content type. */
function readPayload(found: Collected, body: string): unknown {
  const type = found.headers.get('content-type')?.[1] ?? (found.isJson ? 'application/json' : FORM_TYPE);
  if (/^application\/json\b/i.test(type)) {
    try {
      const value: unknown = JSON.parse(body);
      found.headers.delete('content-type');
      return value;
    } catch {
      throw new CommandError('declares a JSON body that is not valid JSON');
    }
  }
  if (!found.headers.has('content-type')) found.setHeader('Content-Type', type);
  return body;
}

function inRange<Name extends string>(
  name: Name,
  value: number | undefined,
  most: number,
): { [N in Name]?: number } {
  if (value === undefined || !(value > 0)) return {};
  return { [name]: Math.min(Math.max(Math.ceil(value), 1), most) } as { [N in Name]?: number };
}

function toUrl(text: string): string {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
}

function toBase64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
