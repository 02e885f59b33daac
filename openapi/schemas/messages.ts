// Words every validation error of the contract as a sentence that names the fix.
import { z } from '@hono/zod-openapi';
import { readDuration } from '../../src/text/duration.ts';
import { nearValue } from './near-names.ts';
import { describeUnknownFields } from './unknown-fields.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string, in quotation marks',
  number: 'a number, without quotation marks',
  int: 'a whole number, without quotation marks',
  boolean: 'true or false, without quotation marks',
  array: 'a list: [ … ]',
  object: 'an object: { … }',
  record: 'an object: { … }',
  null: 'null',
};

/** The message of an issue without a message of its own schema. Continues the name of the field. */
function describeZodIssue(issue: RawIssue): string {
  if (issue.input === undefined && issue.code !== 'custom') return 'is required';
  switch (issue.code) {
    case 'invalid_type': {
      const isFraction = issue.expected === 'int' && typeof issue.input === 'number';
      if (isFraction) return 'must be a whole number';
      return `must be ${TYPES[issue.expected] ?? `of the type ${issue.expected}`}; it is ${typeName(issue.input)}${adviceFor(issue)}`;
    }
    case 'too_small':
      return limitText(issue.origin, issue.minimum, 'at least', issue.inclusive !== false);
    case 'too_big':
      return limitText(issue.origin, issue.maximum, 'at most', issue.inclusive !== false);
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map(String))}${nearText(issue.input, issue.values)}`;
    case 'invalid_format':
      return issue.format === 'uuid'
        ? 'must be a UUID, such as 0198f0c2-7a51-7000-8000-000000000000'
        : `must have the format ${issue.format}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return describeUnknownFields(issue.keys, issue.inst?._zod.def);
    case 'invalid_key':
      return 'has a name that is not allowed';
    case 'invalid_union':
      return 'has none of the allowed forms';
    default:
      return 'is not a valid value';
  }
}

function limitText(origin: string, limit: number | bigint, most: string, isInclusive: boolean): string {
  const bound = isInclusive ? most : most === 'at least' ? 'more than' : 'less than';
  if (origin === 'string') return `must have ${bound} ${count(limit, 'character')}`;
  if (origin === 'array' || origin === 'set') return `must have ${bound} ${count(limit, 'item')}`;
  return `must be ${bound} ${limit}`;
}

function count(number: number | bigint, noun: string): string {
  return `${number} ${noun}${Number(number) === 1 ? '' : 's'}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? `${values[0]}` : `one of ${values.join(', ')}`;
}

function nearText(input: unknown, values: readonly z.core.util.Primitive[]): string {
  if (typeof input !== 'string' && typeof input !== 'boolean') return '';
  const near = nearValue(String(input), values.map(String));
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Values to write for these fields. */
const EXAMPLES: Readonly<Record<string, string>> = {
  retry: '{"max_attempts": 3}',
  catch_up: '{"policy": "none"}',
  success: '{"statuses": ["2xx"]}',
  on_finish: '{"url": "https://example.com/runs", "when": "failed"}',
  headers: '{"x-region": "eu"}',
  statuses: '["2xx", "409"]',
  tags: '["billing"]',
  exclude: '["2027-12-24"]',
  on: '["5xx", "network"]',
  secret_headers: '["x-region"]',
};
const SECONDS_PER: Readonly<Record<string, number>> = { seconds: 1, days: 86_400 };

/** `; write 30` for the number that a text contains, or an example of the object or list. */
function adviceFor({ expected, input, path }: RawIssue & { code: 'invalid_type' }): string {
  const name = String(path?.findLast((part) => typeof part === 'string') ?? '');
  if (['object', 'record', 'array'].includes(expected)) {
    const example = typeof path?.at(-1) === 'string' ? EXAMPLES[name] : undefined;
    return example === undefined ? '' : `; write for example ${example}`;
  }
  if (typeof input === 'string' && (expected === 'number' || expected === 'int')) {
    const number = input.trim();
    if (/^-?\d{1,10}(?:\.\d{1,6})?$/.test(number)) return `; write ${Number(number)}`;
    const unit = SECONDS_PER[name.slice(name.lastIndexOf('_') + 1)];
    const seconds = unit === undefined ? undefined : readDuration(number);
    return seconds === undefined || unit === undefined ? '' : `; write ${seconds / unit}`;
  }
  if (typeof input === 'string' && expected === 'boolean') {
    if (/^\s*(?:true|yes|on|1)\s*$/i.test(input)) return '; write true';
    return /^\s*(?:false|no|off|0)\s*$/i.test(input) ? '; write false' : '';
  }
  if (expected === 'boolean' && (input === 0 || input === 1)) return `; write ${input === 1}`;
  const isPlain = typeof input === 'boolean' || Number.isFinite(input);
  return expected === 'string' && isPlain ? `; write "${String(input)}"` : '';
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'boolean'
    ? 'true or false'
    : `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

z.config({ customError: describeZodIssue });

/** A whole number from `min` to `max`: its messages name both limits. */
export function wholeNumber(min: number, max: number) {
  const range = `must be a whole number from ${min} to ${max}`;
  return z
    .int({ error: (issue) => (typeof issue.input === 'number' ? range : undefined) })
    .min(min, range)
    .max(max, range);
}
