// Maps the declared fields of a job between request bodies, rows and responses.
import type { z } from '@hono/zod-openapi';
import { jobFields, secretFields } from '../../openapi/schemas/job-fields.ts';
import { scheduleFields } from '../../openapi/schemas/schedule-fields.ts';
import { REDACTED, redactHeaders, secretTest } from '../http/redact.ts';
import type { ScheduleFields } from '../schedule/schedule.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { parseInstant, viewNullableInstant } from './instants.ts';

type Declared = typeof jobFields;
type FieldName = keyof Declared;
type ScheduleFieldName = keyof typeof scheduleFields;

/** The fields in JSON. */
type Returned = { [Name in FieldName]: z.infer<Declared[Name]['view']> };

/** The fields in rows. */
type Stored = {
  [Name in FieldName]: Declared[Name]['stored'] extends 'instant' ? Temporal.Instant | null : Returned[Name];
};

/** Lists leave the payload out. */
type Viewed<T extends { payload: unknown }> = Omit<T, 'payload'> & { payload?: unknown };

/** Fields with secret parts. */
type PartlySecret = {
  [Name in FieldName]: Declared[Name] extends { secret: string } ? Name : never;
}[FieldName];

const fieldNames = Object.keys(jobFields) as FieldName[];
/** A declared field that `schedule/` does not read is a compile error. */
const scheduleFieldNames: (ScheduleFieldName & keyof ScheduleFields)[] = Object.keys(
  scheduleFields,
) as ScheduleFieldName[];
export const secretNames = Object.keys(secretFields) as (keyof typeof secretFields)[];
const instantNames: ReadonlySet<string> = new Set(
  fieldNames.filter((name) => jobFields[name].stored === 'instant'),
);

/** The fields whose edit replans the job. */
export const replanningNames = fieldNames.filter((name) => jobFields[name].onEdit === 'replan');

const redactors: {
  [Name in PartlySecret]: (value: Returned[Name], stored: Viewed<Stored>) => Returned[Name];
} = {
  headers: (value, { secret_headers: marked }) => redactHeaders(value, secretTest(marked)),
};

/** Converts the declared fields of a body to values of a row. */
export function parseFields(input: Returned): Stored {
  return parseEach(fieldNames, input) as Stored;
}

/** The schedule fields of a body. */
export function parseScheduleFields(
  input: Pick<Returned, ScheduleFieldName>,
): Pick<Stored, ScheduleFieldName> {
  return parseEach(scheduleFieldNames, input) as Pick<Stored, ScheduleFieldName>;
}

function parseEach<Name extends FieldName>(names: readonly Name[], input: Pick<Returned, Name>) {
  const stored: Partial<Record<Name, unknown>> = {};
  for (const name of names) {
    const value = input[name];
    stored[name] = instantNames.has(name) ? parseInstant(value as string | null) : value;
  }
  return stored;
}

/** The definition in the form of a request body, with redacted secrets. */
export function viewDefinition(definition: Viewed<JobDefinition>): Returned {
  return viewFields(definition);
}

function viewFields(stored: Viewed<Stored>): Returned {
  const view: Partial<Record<FieldName, unknown>> = {};
  for (const name of fieldNames) {
    const value = stored[name];
    view[name] = instantNames.has(name) ? viewNullableInstant(value as Temporal.Instant | null) : value;
  }
  for (const name of Object.keys(redactors) as PartlySecret[])
    view[name] = redactors[name](stored[name], stored);
  return view as Returned;
}

/** For the audit log: like `viewDefinition`, with `[redacted]` for each secret that is set. */
export function redactDefinition(definition: JobDefinition): Record<string, unknown> {
  const described: Record<string, unknown> = viewDefinition(definition);
  for (const name of secretNames) described[name] = definition[name] === null ? null : REDACTED;
  return described;
}
