// Messages for unknown fields: each names the field that its author probably meant.
import { z } from '@hono/zod-openapi';
import { nearField } from './near-names.ts';

/** A problem lists no more errors. */
const DESCRIBED_AT_MOST = 50;

/** A line for each of the first unknown names, in their order. `definition` is of the object schema that refused them. */
export function describeUnknownFields(names: readonly string[], definition: object | undefined): string {
  const known = fieldsOf(definition);
  const described = names.slice(0, DESCRIBED_AT_MOST);
  return described.map((name) => describeUnknownField(name, known)).join('\n');
}

function describeUnknownField(name: string, known: readonly string[]): string {
  const meant = nearField(name, known);
  return meant === undefined
    ? 'is unknown: remove it or check its spelling'
    : `is unknown; did you mean ${meant}?`;
}

/** Fields that only the service sets are accepted and ignored: they are no answer. */
function fieldsOf(definition: object | undefined): string[] {
  const shape = definition && 'shape' in definition ? (definition.shape as z.core.$ZodShape) : {};
  return Object.keys(shape).filter((name) => !isOptionalUnknown(shape[name]));
}

function isOptionalUnknown(field: z.core.$ZodType | undefined): boolean {
  return field instanceof z.ZodOptional && field.unwrap() instanceof z.ZodUnknown;
}
