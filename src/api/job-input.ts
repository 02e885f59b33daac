// Parses and validates a request body into the definition of a job.
import type { JobInput } from '../../openapi/schemas/job.ts';
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import { checkHeaders } from '../http/headers.ts';
import { checkMediaType } from '../http/media-type.ts';
import { REDACTED, secretTest } from '../http/redact.ts';
import { isSigningSecret } from '../http/signing.ts';
import { checkTarget, type TargetPolicy } from '../http/targets.ts';
import type { JobDefinition, JobRow } from '../store/jobs.ts';
import type { JobStatus } from '../store/schema.ts';
import { isSameSecret } from './api-keys.ts';
import { type NamedCredentials, refuseCredential } from './job-credentials.ts';
import { parseFields } from './job-mapping.ts';
import { type FieldError, invalidFields } from './problems.ts';
import { findScheduleFaults } from './schedule-check.ts';
import { toPointer } from './validation.ts';

const PAYLOAD_BYTES_AT_MOST = 256 * 1024;
/** Each placeholder is replaced by up to some hundred characters. */
const TEMPLATES_AT_MOST = 1_000;
/** Hours for which a replaced signing secret still signs, in addition to the new one. */
const ROLLING_HOURS = 24;

/** A parsed request body: a definition and an optional status. */
export interface RequestedJob {
  definition: JobDefinition;
  status: JobStatus | undefined;
}

/** The context that validation depends on. */
export interface ParseContext {
  policy: TargetPolicy;
  /** Whether secrets can be encrypted; otherwise secrets are refused. */
  canEncrypt: boolean;
  now: Temporal.Instant;
  createdAt: Temporal.Instant;
  /** The decrypted job that is edited; the body can keep its secrets. */
  stored: JobRow | undefined;
  /** The credential that the body names, if it exists. */
  credentials: NamedCredentials;
  /** Errors of shape: the fields have placeholders, on which no other error is based. */
  known?: readonly FieldError[];
}

/** Parses a body that matches the schema. Throws a 422 that names every invalid field, and the errors of `findMore`. */
export function parseJobInput(
  input: JobInput,
  context: ParseContext,
  findMore: (requested: RequestedJob, errors: FieldError[]) => FieldError[] = () => [],
): RequestedJob {
  const { policy, stored, known = [] } = context;
  const isKnown = (field: string) => known.some(({ pointer }) => pointer === `/${field}`);
  const errors: FieldError[] = [];
  const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });

  const hasScheduleFields = checkScheduleFields(input, isKnown('schedule_type') ? () => {} : refuse);

  const refusal = checkTarget(policy, input.target);
  if (refusal !== null) refuse('target', refusal);

  const receiver = isKnown('target') ? null : input.target;
  const credentialRefusal = refuseCredential({ ...input, target: receiver }, context.credentials);
  if (credentialRefusal !== null) refuse('credential', credentialRefusal);

  const payload = input.payload ?? null;
  for (const detail of findPayloadFaults(payload, input.method)) refuse('payload', detail);

  const callbackRefusal = input.on_finish === null ? null : checkTarget(policy, input.on_finish.url);
  if (callbackRefusal !== null) refuse('on_finish/url', callbackRefusal);

  const isMoved = stored !== undefined && receiver !== null && isOtherReceiver(stored.target, receiver);
  const isSecret = secretTest(input.secret_headers);
  const headers = restoreHeaders(input.headers, stored?.headers ?? {}, (name, isStored) => {
    const reason =
      (!isStored && 'no value is stored') ||
      (isMoved && 'the target has another origin') ||
      // Otherwise an edit could make the value readable.
      (!isSecret(name) && 'the header is not secret any more');
    if (reason === false) return;
    errors.push({
      pointer: toPointer(['headers', name]),
      detail: `is ${REDACTED}, but ${reason}; send the value`,
    });
  });
  for (const { name, detail } of checkHeaders(headers)) {
    errors.push({ pointer: name === null ? '/headers' : toPointer(['headers', name]), detail });
  }

  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type');
  const mismatch = payload === null ? null : checkMediaType(type?.[1] ?? 'application/json', payload);
  if (mismatch?.field === 'payload') refuse('payload', mismatch.detail);
  else if (mismatch) errors.push({ pointer: toPointer(['headers', type![0]]), detail: mismatch.detail });

  const signing = readSigningSecret(input.signing_secret, context, (detail) =>
    refuse('signing_secret', detail),
  );

  const definition: JobDefinition = {
    ...parseFields(input),
    headers,
    payload,
    tags: [...new Set(input.tags)],
    ...signing,
  };
  const schedule = { ...definition, created_at: context.createdAt };
  errors.push(...findScheduleFaults(schedule, context.now, hasScheduleFields));
  const requested = { definition, status: input.status };
  if (errors.length > 0) throw invalidFields([...errors, ...findMore(requested, errors)]);
  return requested;
}

type Signing = Pick<
  JobDefinition,
  'signing_secret' | 'previous_signing_secret' | 'previous_secret_expires_at'
>;

/** An absent secret keeps the stored one. A replaced secret still signs for a day. */
function readSigningSecret(
  secret: string | null | undefined,
  { stored, canEncrypt, now }: ParseContext,
  refuse: (detail: string) => void,
): Signing {
  const kept: Signing = {
    signing_secret: stored?.signing_secret ?? null,
    previous_signing_secret: stored?.previous_signing_secret ?? null,
    previous_secret_expires_at: stored?.previous_secret_expires_at ?? null,
  };
  if (secret === null) {
    return { signing_secret: null, previous_signing_secret: null, previous_secret_expires_at: null };
  }
  const isKept =
    kept.signing_secret !== null && secret !== undefined && isSameSecret(secret, kept.signing_secret);
  if (secret === undefined || isKept) return kept;
  if (!isSigningSecret(secret)) refuse('must be whsec_ followed by 24 to 64 bytes in base64');
  else if (!canEncrypt) refuse('cannot be stored: set ENCRYPTION_KEY for the service');
  const isReplaced = kept.signing_secret !== null;
  return {
    signing_secret: secret,
    previous_signing_secret: kept.signing_secret,
    previous_secret_expires_at: isReplaced ? now.add({ hours: ROLLING_HOURS }) : null,
  };
}

/** Checks a payload that is sent with `method`. Throws a 422 for an invalid payload. */
export function checkPayload(payload: unknown, method: string): void {
  const faults = findPayloadFaults(payload, method);
  if (faults.length > 0) throw invalidFields(faults.map((detail) => ({ pointer: '/payload', detail })));
}

function findPayloadFaults(payload: unknown, method: string): string[] {
  if (payload === null) return [];
  const faults: string[] = [];
  if (method === 'GET' || method === 'HEAD') faults.push(`must be null for the method ${method}`);
  const json = JSON.stringify(payload);
  if (Buffer.byteLength(json) > PAYLOAD_BYTES_AT_MOST) faults.push('is larger than 256 KiB as JSON');
  if ((json.match(/\{\{(run|job)\.\w+\}\}/g)?.length ?? 0) > TEMPLATES_AT_MOST)
    faults.push('has more than 1 000 template placeholders');
  return faults;
}

/** Whether the body has the fields of its schedule type and no fields of other types. */
export function checkScheduleFields(
  input: Pick<JobInput, 'schedule_type' | (typeof fieldsOfType)[keyof typeof fieldsOfType][number]>,
  refuse: (field: string, detail: string) => void,
): boolean {
  let isComplete = true;
  for (const [type, fields] of Object.entries(fieldsOfType)) {
    for (const field of fields) {
      const isOfType = type === input.schedule_type;
      if (isOfType === (input[field] !== null)) continue;
      isComplete = false;
      refuse(
        field,
        `${isOfType ? 'is required' : 'must be null'} when schedule_type is ${input.schedule_type}`,
      );
    }
  }
  return isComplete;
}

/**
 * Whether requests go to another origin. A stored secret is then not kept: an editor who cannot read it could have it
 * sent to a server of their own. The step from http to https on the same host keeps it.
 */
function isOtherReceiver(before: string, after: string): boolean {
  const [from, to] = [URL.parse(before), URL.parse(after)];
  // An invalid target is refused anyway.
  if (from === null || to === null || from.origin === to.origin) return false;
  const hasDefaultPorts = from.port === '' && to.port === '';
  const isUpgrade = from.protocol === 'http:' && to.protocol === 'https:' && hasDefaultPorts;
  return !(isUpgrade && from.hostname === to.hostname);
}

function restoreHeaders(
  headers: Record<string, string>,
  stored: Record<string, string>,
  onRedacted: (name: string, isStored: boolean) => void,
): Record<string, string> {
  const byName = new Map(Object.entries(stored).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (value !== REDACTED) return [name, value];
      const kept = byName.get(name.toLowerCase());
      onRedacted(name, kept !== undefined);
      return [name, kept ?? value];
    }),
  );
}
