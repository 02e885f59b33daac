// Converts a stored job to the job of a file, without fields at their default.
import type { Job, JobInput } from '../../src/index.ts';
import { schemas } from '../contract.ts';
import { isObject } from './read-file.ts';
import { escapeReferences } from './secrets.ts';

/** A job in a file: the fields of a request body, with a key. */
export type FileJob = Partial<JobInput> & { key: string };

const REDACTED = '[redacted]';

/** The fields of a request body in the order of the contract. */
const inputFields = Object.entries(schemas['JobInput']?.properties ?? {}).filter(
  ([, schema]) => schema['readOnly'] !== true,
);

export interface ExportedJob {
  job: FileJob;
  /** Names of the environment variables that hold secrets which the service does not return. */
  variables: string[];
}

/** The key of the job is required: jobs without one cannot be in a file. */
export function toFileJob(stored: Job & { key: string }): ExportedJob {
  const variables: string[] = [];
  const job: Record<string, unknown> = { key: stored.key };
  for (const [name, schema] of inputFields) {
    if (['key', 'managed_by', 'status', 'signing_secret', 'headers'].includes(name)) continue;
    const value = withoutDefaults(stored[name as keyof Job], defaultOf(schema));
    if (value !== undefined) job[name] = escapeReferences(value);
  }
  const headers = Object.entries(stored.headers).map(([name, value]): [string, unknown] => {
    if (value !== REDACTED) return [name, escapeReferences(value)];
    const variable = variableName(stored.key, name);
    variables.push(variable);
    return [name, `\${env:${variable}}`];
  });
  if (headers.length > 0) job['headers'] = Object.fromEntries(headers);
  // `inactive` is the only status that a client sets; the service sets the others.
  if (stored.status_reason === 'paused') job['status'] = 'inactive';
  return { job: job as FileJob, variables };
}

/** `billing:close` and `authorization` become `BILLING_CLOSE_AUTHORIZATION`. */
export function variableName(...parts: string[]): string {
  const name = parts
    .join('_')
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, '_');
  return /^\d/.test(name) ? `_${name}` : name;
}

function defaultOf(schema: Record<string, unknown>): unknown {
  if ('default' in schema) return schema['default'];
  const reference = schema['$ref'] ?? (schema['allOf'] as { $ref?: string }[] | undefined)?.[0]?.$ref;
  const parts = typeof reference === 'string' ? schemas[reference.split('/').at(-1)!]?.properties : undefined;
  if (parts === undefined) return undefined;
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, defaultOf(part)]));
}

/** Undefined for a default. Of an object with defaults, only the other fields. */
function withoutDefaults(value: unknown, defaults: unknown): unknown {
  if (value === undefined || isSame(value, defaults)) return undefined;
  if (!isObject(value) || !isObject(defaults) || Object.keys(defaults).length === 0) return value;
  return Object.fromEntries(Object.entries(value).filter(([name, part]) => !isSame(part, defaults[name])));
}

function isSame(one: unknown, other: unknown): boolean {
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    return (
      names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]))
    );
  }
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
