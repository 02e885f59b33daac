// Field builders: one declaration yields the response, request and patch schemas of a field.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';

/** The properties of a field besides its schema and default. */
export interface Traits {
  group: 'identity' | 'delivery' | 'schedule' | 'policy';
  /** Whether an edit of the field replans the job. */
  onEdit: 'replan' | 'keep plan';
}

interface Field extends Traits {
  view: z.ZodType;
  input: z.ZodType;
  patch: z.ZodType;
  /** The value of an omitted field. Undefined if the field is required. */
  default: unknown;
  /** `instant`: text in JSON, `Temporal.Instant` in the store. */
  stored: 'as returned' | 'instant';
}

export type Fields = Record<string, Field>;

/** A required field. */
export function required<S extends z.ZodType>(schema: S, traits: Traits) {
  const patch = schema.optional();
  return {
    ...traits,
    view: schema,
    input: schema,
    patch,
    default: undefined,
    stored: 'as returned' as const,
  };
}

/** A nullable field with default null. */
export function nullable<S extends z.ZodType>(schema: S, traits: Traits) {
  const input = schema.default(null as never);
  const patch = schema.optional();
  return { ...traits, view: schema, input, patch, default: null, stored: 'as returned' as const };
}

/** A field with a default other than null: a patch with null restores the default. */
export function defaulted<S extends z.ZodType>(
  schema: S,
  value: z.util.NoUndefined<z.output<S>>,
  traits: Traits,
) {
  const input = schema.default(value);
  const patch = orNull(schema).optional();
  return { ...traits, view: schema, input, patch, default: value, stored: 'as returned' as const };
}

export function nullableInstant(description: string, traits: Traits) {
  return { ...nullable(orNull(Instant).openapi({ description }), traits), stored: 'instant' as const };
}

/** An object of fields that all have defaults: a body or a patch may contain some of them. */
export function parts<F extends Fields>(name: string, description: string, fields: F, traits: Traits) {
  const example = defaultsOf(fields);
  const view = z.strictObject(viewsOf(fields)).openapi(name, { description, example });
  const given = z.strictObject(inputsOf(fields)).openapi(`${name}Input`, { example });
  const patch = orNull(z.strictObject(patchesOf(fields))).optional();
  const input = given.prefault({} as never);
  return { ...traits, view, input, patch, default: example, stored: 'as returned' as const };
}

export function viewsOf<F extends Fields>(fields: F): { [N in keyof F]: F[N]['view'] } {
  return pick(fields, 'view');
}

export function inputsOf<F extends Fields>(fields: F): { [N in keyof F]: F[N]['input'] } {
  return pick(fields, 'input');
}

export function patchesOf<F extends Fields>(fields: F): { [N in keyof F]: F[N]['patch'] } {
  return pick(fields, 'patch');
}

/** The defaults of the fields that have one. */
export function defaultsOf<F extends Fields>(fields: F): { [N in keyof F]: F[N]['default'] } {
  const defaults = Object.entries(pick(fields, 'default')).filter(([, value]) => value !== undefined);
  return Object.fromEntries(defaults) as { [N in keyof F]: F[N]['default'] };
}

function pick<F extends Fields, P extends keyof Field>(fields: F, part: P) {
  const entries = Object.entries(fields).map(([name, field]) => [name, field[part]]);
  return Object.fromEntries(entries) as { [N in keyof F]: F[N][P] };
}
