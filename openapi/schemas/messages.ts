// Words every validation error of the contract as a sentence that names the fix.
import { z } from '@hono/zod-openapi';
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
      return `must be ${TYPES[issue.expected] ?? `of the type ${issue.expected}`}; it is ${typeName(issue.input)}`;
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

/** `Hours` is nearly `hour`. */
function nearText(input: unknown, values: readonly z.core.util.Primitive[]): string {
  const word = typeof input === 'string' ? input.trim().toLowerCase().replace(/s$/, '') : undefined;
  const near = values.find((value) => String(value).toLowerCase().replace(/s$/, '') === word);
  return near === undefined ? '' : `; did you mean ${String(near)}?`;
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
