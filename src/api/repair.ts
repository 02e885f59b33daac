// Replaces the invalid fields of a body, so that the meaning of the others can be checked.
import type { FieldError } from './problems.ts';

export type Fields = Record<string, unknown>;

/** Leaves out the errors of fields, or of parts of fields, that are known to be invalid. */
export function withoutKnown(found: FieldError[], known: readonly FieldError[]): FieldError[] {
  const isRelated = (one: string, other: string) => one === other || `${one}/`.startsWith(`${other}/`);
  return found.filter(
    ({ pointer }) => !known.some((one) => isRelated(pointer, one.pointer) || isRelated(one.pointer, pointer)),
  );
}

/** Replaces fields, or parts of fields, that have errors by valid values; without a valid value, removes them. */
export function replaceInvalid(
  body: Fields,
  errors: readonly FieldError[],
  placeholders: Fields = {},
): Fields {
  const fields = structuredClone(body);
  for (const { pointer } of errors) {
    const [, name = '', part] = pointer.split('/').map(unescape);
    const [value, substitute] = [fields[name], placeholders[name]];
    if (part !== undefined && isList(value) && isList(substitute)) value[Number(part)] = substitute[0];
    else if (part !== undefined && isObject(value))
      replace(value, part, isObject(substitute) ? substitute[part] : undefined);
    else replace(fields, name, isObject(substitute) ? undefined : substitute);
  }
  return fields;
}

/** A part of a JSON Pointer (RFC 6901). */
const unescape = (part: string) => part.replaceAll('~1', '/').replaceAll('~0', '~');

/** Undefined removes the field. */
function replace(fields: Fields, name: string, value: unknown): void {
  if (value === undefined) delete fields[name];
  else fields[name] = value;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
