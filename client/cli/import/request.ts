// Converts the request of a command to the fields of a job, and reads the values of foreign documents.
import type { CommandRequest } from '../../../src/text/http-command.ts';
import { trimEndOf } from '../../../src/text/trim-end.ts';
import type { JobInput } from '../../src/index.ts';
import { CommandFailure } from '../exit-codes.ts';
import { isObject } from '../jobs-file/read-file.ts';

export type Values = Record<string, unknown>;

export function toDelivery({
  notes: _,
  max_attempts,
  ...request
}: CommandRequest): Partial<JobInput> & { target: string } {
  return { ...request, ...(max_attempts !== undefined && { retry: { max_attempts } }) };
}

/** A readable name for a URL: its host and path. */
export function nameOfUrl(target: string): string {
  const url = URL.parse(target);
  return url === null ? target : `${url.hostname}${url.pathname === '/' ? '' : url.pathname}`;
}

/** The property as an object; empty without one. */
export function objectAt(value: Values, ...path: string[]): Values {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

export function valueAt(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), value);
}

export function textAt(value: Values, ...path: string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function numberAt(value: Values, ...path: string[]): number | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/** Parses the items of a JSON document: an array, one object, or an object with the array in one of `names`. */
export function readJsonItems(text: string, source: string, names: readonly string[] = []): Values[] {
  let value: unknown;
  try {
    value = JSON.parse(text) as unknown;
  } catch (error) {
    throw new CommandFailure(`The file is not the JSON of ${source}: ${(error as Error).message}`);
  }
  const name = isObject(value)
    ? names.find((candidate) => Array.isArray((value as Values)[candidate]))
    : undefined;
  const items = name === undefined ? value : (value as Values)[name];
  const list: unknown[] = Array.isArray(items) ? items : [items];
  if (!list.every(isObject))
    throw new CommandFailure(`The file is not the JSON of ${source}: expected objects.`);
  return list;
}

/** JSON as its value, any other text as it is. */
export function parseIfJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A path below the base URL. */
export function joinUrl(baseUrl: string, path: string): string {
  return `${trimEndOf(baseUrl, '/')}/${path.replace(/^\/+/, '')}`;
}

/** An instant in a foreign document: RFC 3339 text, or epoch seconds or milliseconds. Undefined without one. */
export function toInstant(value: unknown): string | undefined {
  const ms =
    typeof value === 'number'
      ? value * (value > 100_000_000_000 ? 1 : 1_000)
      : typeof value === 'string'
        ? Date.parse(value)
        : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(Math.round(value), least), most);
}
