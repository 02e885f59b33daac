// Maps a job's declared fields between request bodies, rows and responses.
import type { z } from '@hono/zod-openapi';
import { jobFields, secretFields } from '../../openapi/schemas/job-fields.ts';
import { scheduleFields } from '../../openapi/schemas/schedule-fields.ts';
import { REDACTED, redactHeaders } from '../http/redact.ts';
import type { ScheduleFields } from '../schedule/schedule.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { parseInstant, viewNullableInstant } from './instants.ts';

type Declared = typeof jobFields;
type FieldName = keyof Declared;
type ScheduleFieldName = keyof typeof scheduleFields;

/** The fields as JSON has them. */
type Returned = { [Name in FieldName]: z.infer<Declared[Name]['view']> };

/** The fields as rows have them. */
type Stored = {
  [Name in FieldName]: Declared[Name]['stored'] extends 'instant' ? Temporal.Instant | null : Returned[Name];
};

/** Fields of which parts are secret. */
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

/** The fields of which an edit plans the job anew. */
export const replanningNames = fieldNames.filter((name) => jobFields[name].onEdit === 'replan');

const redactors: { [Name in PartlySecret]: (value: Returned[Name]) => Returned[Name] } = {
  headers: redactHeaders,
};

/** The declared fields of a body, as rows have them. */
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

/** What the user defined, its secrets redacted: as a body that would write it. */
export function viewDefinition(definition: JobDefinition): Returned {
  return viewFields(definition);
}

function viewFields(stored: Stored): Returned {
  const view: Partial<Record<FieldName, unknown>> = {};
  for (const name of fieldNames) {
    const value = stored[name];
    view[name] = instantNames.has(name) ? viewNullableInstant(value as Temporal.Instant | null) : value;
  }
  for (const name of Object.keys(redactors) as PartlySecret[]) view[name] = redactors[name](stored[name]);
  return view as Returned;
}

/** As `viewDefinition`, with `[redacted]` for each secret that is set: for the audit log. */
export function describeDefinition(definition: JobDefinition): Record<string, unknown> {
  const described: Record<string, unknown> = viewDefinition(definition);
  for (const name of secretNames) described[name] = definition[name] === null ? null : REDACTED;
  return described;
}
