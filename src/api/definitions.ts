// From a body to a job's definition: what the fields mean, and whether they can mean it.
import type { JobInput } from '../../openapi/schemas/job.ts';
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import { checkHeaders } from '../http/headers.ts';
import { REDACTED } from '../http/redact.ts';
import { isSigningSecret } from '../http/signing.ts';
import { checkTarget, type TargetPolicy } from '../http/targets.ts';
import { scheduleOf } from '../planner/plan-job.ts';
import { ScheduleError } from '../schedule/schedule.ts';
import type { JobDefinition } from '../store/jobs.ts';
import type { JobStatus } from '../store/schema.ts';
import { parseFields } from './job-mapping.ts';
import { invalidFields } from './problems.ts';
import { toPointer } from './validation.ts';

const PAYLOAD_BYTES_AT_MOST = 256 * 1024;
/** Each is filled in with up to some hundred characters. */
const TEMPLATES_AT_MOST = 1_000;
/** How long a signing secret that was replaced signs along. */
const ROLLING_HOURS = 24;

/** What a body asks for: a definition, and a status where it names one. */
export interface RequestedJob {
  definition: JobDefinition;
  status: JobStatus | undefined;
}

/** What a body is read in the light of. */
export interface Reading {
  policy: TargetPolicy;
  /** Whether the service has an encryption key; without a key, secrets are refused. */
  canEncrypt: boolean;
  now: Temporal.Instant;
  createdAt: Temporal.Instant;
  /** The job that it replaces, opened: it lends its secrets where the body leaves them as they are. */
  stored: JobDefinition | undefined;
}

/** Reads a body that fits the contract's shape. Throws a 422 that names every field at fault. */
export function readJobInput(input: JobInput, reading: Reading): RequestedJob {
  const { policy, stored } = reading;
  const errors: { pointer: string; detail: string }[] = [];
  const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });

  const isWholeKind = checkKind(input, refuse);

  const refusal = checkTarget(policy, input.target);
  if (refusal !== null) refuse('target', refusal);

  const payload = input.payload ?? null;
  for (const detail of findPayloadFaults(payload, input.method)) refuse('payload', detail);

  const headers = restoreHeaders(input.headers, stored?.headers ?? {}, (name) =>
    errors.push({
      pointer: toPointer(['headers', name]),
      detail: `is written as ${REDACTED}, but no value is stored`,
    }),
  );
  for (const { name, detail } of checkHeaders(headers)) {
    errors.push({ pointer: name === null ? '/headers' : toPointer(['headers', name]), detail });
  }

  const signing = readSigningSecret(input.signing_secret, reading, (detail) =>
    refuse('signing_secret', detail),
  );

  const definition: JobDefinition = {
    ...parseFields(input),
    headers,
    payload,
    tags: [...new Set(input.tags)],
    ...signing,
  };
  if (isWholeKind) {
    try {
      scheduleOf({ ...definition, created_at: reading.createdAt });
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      refuse(error.field, error.message);
    }
  }
  if (errors.length > 0) throw invalidFields(errors);
  return { definition, status: input.status };
}

type Signing = Pick<
  JobDefinition,
  'signing_secret' | 'previous_signing_secret' | 'previous_secret_expires_at'
>;

/** Left out it stays as it is; a new one lets the old one sign along for a day. */
function readSigningSecret(
  secret: string | null | undefined,
  { stored, canEncrypt, now }: Reading,
  refuse: (detail: string) => void,
): Signing {
  const kept: Signing = {
    signing_secret: stored?.signing_secret ?? null,
    previous_signing_secret: stored?.previous_signing_secret ?? null,
    previous_secret_expires_at: stored?.previous_secret_expires_at ?? null,
  };
  if (secret === undefined || secret === kept.signing_secret) return kept;
  if (secret === null) {
    return { signing_secret: null, previous_signing_secret: null, previous_secret_expires_at: null };
  }
  if (!isSigningSecret(secret)) refuse('must be whsec_ and 24 to 64 bytes in base64');
  else if (!canEncrypt) refuse('cannot be kept: the service has no ENCRYPTION_KEY');
  const isReplaced = kept.signing_secret !== null;
  return {
    signing_secret: secret,
    previous_signing_secret: kept.signing_secret,
    previous_secret_expires_at: isReplaced ? now.add({ hours: ROLLING_HOURS }) : null,
  };
}

/** Checks a payload that is to be sent with `method`. Throws a 422 that names it. */
export function checkPayload(payload: unknown, method: string): void {
  const faults = findPayloadFaults(payload, method);
  if (faults.length > 0) throw invalidFields(faults.map((detail) => ({ pointer: '/payload', detail })));
}

function findPayloadFaults(payload: unknown, method: string): string[] {
  if (payload === null) return [];
  const faults: string[] = [];
  if (method === 'GET' || method === 'HEAD') faults.push(`cannot be sent with ${method}`);
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > PAYLOAD_BYTES_AT_MOST) faults.push('is larger than 256 KiB as JSON');
  if ((json.match(/\{\{(run|job)\.\w+\}\}/g)?.length ?? 0) > TEMPLATES_AT_MOST)
    faults.push('has more than 1 000 templates');
  return faults;
}

/** Whether the fields of the kind are there, and no others. */
export function checkKind(
  input: Pick<JobInput, 'schedule_type' | (typeof fieldsOfType)[keyof typeof fieldsOfType][number]>,
  refuse: (field: string, detail: string) => void,
): boolean {
  let isWhole = true;
  for (const [kind, fields] of Object.entries(fieldsOfType)) {
    for (const field of fields) {
      const isOfKind = kind === input.schedule_type;
      if (isOfKind === (input[field] !== null)) continue;
      isWhole = false;
      refuse(
        field,
        `${isOfKind ? 'is required' : 'must be null'} when schedule_type is ${input.schedule_type}`,
      );
    }
  }
  return isWhole;
}

function restoreHeaders(
  headers: Record<string, string>,
  stored: Record<string, string>,
  onMissing: (name: string) => void,
): Record<string, string> {
  const byName = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (value !== REDACTED) return [name, value];
      const kept = byName.get(name.toLowerCase());
      if (kept === undefined) onMissing(name);
      return [name, kept ?? value];
    }),
  );
}
