// Replaces placeholders such as `{{run.id}}` in payloads and headers.
import type { ClaimedRun } from '../store/claims.ts';

/** By name, as it stands between the braces. Each value is made when a placeholder names it: most runs have none. */
export interface TemplateValues {
  /** Undefined where there is no such name. */
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

// Exactly as documented: braces that mean something to the target, also `{{ run.id }}`, are the target's.
const PLACEHOLDER = /\{\{([a-z_.]+)\}\}/g;

// One match per character, also for those beyond the basic plane. What is legal: src/http/headers.ts.
const NOT_IN_A_HEADER = /[^\t\x20-\x7e\x80-\xff]/gu;

export function templateValues(run: NamedRun): TemplateValues {
  return { get: (name) => VALUES.get(name)?.(run), keys: () => VALUES.keys() };
}

/** Replaces in one pass, so that a value which itself looks like a template (a job's name) is sent as it is. */
export function fillText(text: string, values: TemplateValues): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name) ?? whole);
}

/**
 * A value may hold what a header cannot carry, a job's name most of all: each character that is a control character
 * (line breaks too: they would begin another header) or lies beyond Latin-1 (an emoji) becomes `?`.
 */
export function fillHeader(value: string, values: TemplateValues): string {
  if (!value.includes('{{')) return value;
  return value.replace(PLACEHOLDER, (whole, name: string) =>
    (values.get(name) ?? whole).replace(NOT_IN_A_HEADER, '?'),
  );
}

/**
 * The payload as JSON text, filled in inside its string values at any depth, not in the keys of objects. Values are
 * escaped like any other text, so that no name of a job changes the structure.
 */
export function fillJson(payload: unknown, values: TemplateValues): string {
  const text = JSON.stringify(payload);
  // Outside a string `{{` is no JSON, and in a string it is never escaped.
  if (!text.includes('{{')) return text;
  return JSON.stringify(payload, (_key, value: unknown) =>
    typeof value === 'string' ? fillText(value, values) : value,
  );
}
