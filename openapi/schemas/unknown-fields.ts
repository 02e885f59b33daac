// Messages for unknown fields: each names the field that its author probably meant.
import { z } from '@hono/zod-openapi';
import { distance } from '../../src/text/distance.ts';
import { nearField } from './near-names.ts';

/** Names of other schedulers and clients for fields of ours. */
const SYNONYMS: Readonly<Record<string, string>> = {
  at: 'specific_time',
  attempts: 'retry',
  body: 'payload',
  data: 'payload',
  date: 'specific_time',
  endpoint: 'target',
  every: 'interval',
  expression: 'cron_expression',
  labels: 'tags',
  max_attempts: 'retry',
  max_retries: 'retry',
  retries: 'retry',
  run_at: 'specific_time',
  schedule: 'cron_expression',
  time: 'specific_time',
  title: 'name',
  tz: 'timezone',
  uri: 'target',
  url: 'target',
  webhook: 'target',
};

const EDITS_AT_MOST = 2;

/** A problem lists no more errors. */
const DESCRIBED_AT_MOST = 50;

/** A line for each of the first unknown names, in their order. `definition` is of the object schema that refused them. */
export function describeUnknownFields(names: readonly string[], definition: object | undefined): string {
  const known = fieldsOf(definition);
  const described = names.slice(0, DESCRIBED_AT_MOST);
  return described.map((name) => describeUnknownField(name, known)).join('\n');
}

function describeUnknownField(name: string, known: readonly string[]): string {
  const meant = findMeant(name, known);
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

function findMeant(name: string, known: readonly string[]): string | undefined {
  if (name.length > 40) return undefined;
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll(/[- ]/g, '_')
    .toLowerCase();
  const synonym = Object.hasOwn(SYNONYMS, words) ? SYNONYMS[words] : undefined;
  return [
    known.find((field) => field === words),
    known.find((field) => field === synonym),
    known.find((field) => field.startsWith(`${words}_`) || field === `max_${words}`),
    nearField(name, known),
    nearest(words, known),
  ].find((field) => field !== undefined);
}

function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length < 4) return undefined;
  for (let edits = 1; edits <= EDITS_AT_MOST; edits++) {
    const near = known.find((field) => distance(name, field, edits) <= edits);
    if (near !== undefined) return near;
  }
  return undefined;
}
