// Replaces placeholders such as `{{run.id}}` in payloads, headers and URLs.
import type { ClaimedRun } from '../store/claims.ts';

/** Values by placeholder name. They are computed on demand, because most runs have no placeholders. */
export interface TemplateValues {
  /** Undefined for an unknown name. */
  get(name: string): string | undefined;
  keys(): Iterable<string>;
}

type NamedRun = Pick<
  ClaimedRun,
  'id' | 'scheduled_for' | 'attempt_number' | 'job_id' | 'job_name' | 'job_key'
>;

const VALUES: ReadonlyMap<string, (run: NamedRun) => string> = new Map([
  ['run.id', (run: NamedRun) => run.id],
  ['run.scheduled_for', (run: NamedRun) => run.scheduled_for.toString({ smallestUnit: 'millisecond' })],
  ['run.attempt', (run: NamedRun) => String(run.attempt_number)],
  ['job.id', (run: NamedRun) => run.job_id],
  ['job.name', (run: NamedRun) => run.job_name],
  ['job.key', (run: NamedRun) => run.job_key ?? ''],
]);

// Exactly as documented: other braces, such as `{{ run.id }}` with spaces, are left for the target.
const PLACEHOLDER = /\{\{([a-z_.]+)\}\}/g;

// The `u` flag makes a surrogate pair one match. src/http/headers.ts defines the legal characters.
const NOT_IN_A_HEADER = /[^\t\x20-\x7e\x80-\xff]/gu;

export function templateValues(run: NamedRun): TemplateValues {
  return { get: (name) => VALUES.get(name)?.(run), keys: () => VALUES.keys() };
}

/** Replaces placeholders in one pass: a value that contains a placeholder, such as a job name, is not filled in again. */
export function fillText(
  text: string,
  values: TemplateValues,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => {
    const value = values.get(name);
    return value === undefined ? whole : encode(value);
  });
}

/** The start of a URL up to its path or query. */
const ORIGIN = /^[^/?#]*\/\/[^/?#]*/;

/**
 * Replaces placeholders in the path and the query of a URL; values are percent-encoded. Not in the host, which no job
 * name can change.
 * @throws Error if a value would be a relative step in the path
 */
export function fillUrl(url: string, values: TemplateValues): string {
  if (!url.includes('{{')) return url;
  const origin = ORIGIN.exec(url)?.[0] ?? url;
  return (
    origin +
    fillText(url.slice(origin.length), values, (value) => {
      if (/^\.\.?$/.test(value)) throw new Error(`The value ${value} cannot be inserted into a URL.`);
      return encodeURIComponent(value.toWellFormed());
    })
  );
}

/**
 * Replaces characters of values that a header cannot contain with `?`: control characters, including line breaks, which
 * would start another header, and characters outside Latin-1, such as emoji.
 */
export function fillHeader(value: string, values: TemplateValues): string {
  if (!value.includes('{{')) return value;
  return value.replace(PLACEHOLDER, (whole, name: string) =>
    (values.get(name) ?? whole).replace(NOT_IN_A_HEADER, '?'),
  );
}

/**
 * Serializes the payload and replaces placeholders in string values at any depth, not in keys. Values are escaped, so a
 * job name cannot change the structure.
 */
export function fillJson(payload: unknown, values: TemplateValues): string {
  const text = JSON.stringify(payload);
  // In valid JSON, `{{` occurs only inside strings, and there it is never escaped.
  if (!text.includes('{{')) return text;
  return JSON.stringify(payload, (_key, value: unknown) =>
    typeof value === 'string' ? fillText(value, values) : value,
  );
}
