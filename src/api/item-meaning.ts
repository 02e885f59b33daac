// Finds the errors of meaning of requests, other than jobs, whose shape is invalid, too.
import { ChannelInput } from '../../openapi/schemas/channel.ts';
import { CredentialInput } from '../../openapi/schemas/credential.ts';
import { PauseInput } from '../../openapi/schemas/job.ts';
import { NotificationRuleInput } from '../../openapi/schemas/notification-rule.ts';
import { BackfillInput } from '../../openapi/schemas/run.ts';
import type { TargetPolicy } from '../http/targets.ts';
import { checkBackfillRange } from './backfill.ts';
import { checkChannel } from './channel-input.ts';
import { checkSettings } from './credential-input.ts';
import { checkPauseEnd } from './job-actions.ts';
import { checkRuleFields } from './notification-rules.ts';
import type { FieldError } from './problems.ts';

export interface MeaningDeps {
  policy: TargetPolicy;
  keyring: { canEncrypt: boolean };
  hasSmtp: boolean;
}

type Fields = Record<string, unknown>;

interface Item {
  /** Valid values of the required fields, also of the parts. */
  placeholders: Fields;
  /** If this field is invalid, the others have no meaning yet. */
  kind?: string;
  /** What a patch needs to be checked like a whole body. */
  whole?: Fields;
  /** Fields of a patch whose meaning depends on the stored item. */
  dependent?: readonly string[];
  /** The errors of a body; undefined if it does not match the schema. */
  check: (body: Fields, deps: MeaningDeps) => FieldError[] | undefined;
}

const items: Record<string, Item> = {
  '/channels': {
    placeholders: { name: 'channel' },
    kind: 'type',
    whole: { type: 'webhook' },
    dependent: ['recipients'],
    check: (body, deps) => {
      const { data } = ChannelInput.safeParse(body);
      return data && checkChannel(data, deps);
    },
  },
  '/notification-rules': {
    placeholders: { name: 'rule', channel_ids: ['0198f0c2-7a51-7000-8000-000000000000'] },
    kind: 'event',
    whole: { event: 'failing' },
    dependent: ['event', 'failures', 'late_seconds', 'silent_hours'],
    check: (body) => {
      const { data } = NotificationRuleInput.safeParse(body);
      return data && checkRuleFields(data);
    },
  },
  '/credentials': {
    whole: { oauth2: null, basic: null, bearer: null, header: null },
    placeholders: {
      name: 'credential',
      hosts: ['example.com'],
      oauth2: { token_url: 'https://example.com/', client_id: 'client', client_secret: 'secret' },
      basic: { username: 'user', password: 'secret' },
      bearer: { token: 'secret' },
      header: { name: 'x-key', value: 'secret' },
    },
    check: (body, { policy }) => {
      const { data } = CredentialInput.safeParse(body);
      if (data === undefined) return undefined;
      const errors: FieldError[] = [];
      const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });
      checkSettings(data, { policy, now: Temporal.Now.instant() }, refuse);
      return errors;
    },
  },
  '/jobs/{id}/pause': {
    placeholders: {},
    check: (body) => {
      const { data } = PauseInput.safeParse(body);
      return data && checkPauseEnd(data.until, Temporal.Now.instant());
    },
  },
  '/jobs/{id}/backfill': {
    placeholders: {},
    check: (body) => {
      const { data } = BackfillInput.safeParse(body);
      return data && checkBackfillRange(data, Temporal.Now.instant());
    },
  },
};

/** Checks the fields that have the right shape; the others get a placeholder, whose errors are left out. */
export function findItemErrors(
  path: string,
  body: Fields,
  errors: readonly FieldError[],
  deps: MeaningDeps,
): FieldError[] {
  const item = items[path];
  if (item === undefined || errors.some(({ pointer }) => pointer === `/${item.kind}`)) return [];
  return withoutKnown(item.check(replaceInvalid(body, errors, item.placeholders), deps) ?? [], errors);
}

/** The same for a patch: only errors of its fields, which do not depend on the stored item. */
export function findPatchErrors(
  path: string,
  body: Fields,
  errors: readonly FieldError[],
  deps: MeaningDeps,
): FieldError[] {
  const { placeholders, whole = {}, dependent = [] } = items[path] ?? {};
  if (placeholders === undefined || dependent.some((name) => name in body)) return [];
  // A patch may leave out required parts of a field.
  const patched = Object.entries(body).map(([name, value]) => {
    const parts = placeholders[name];
    return [name, isObject(parts) && isObject(value) ? { ...parts, ...value } : value] as const;
  });
  const merged = { ...placeholders, ...whole, ...Object.fromEntries(patched) };
  const found = findItemErrors(path, merged, errors, deps);
  return found.filter(({ pointer }) => (pointer.split('/')[1] ?? '') in body);
}

/** Leaves out the errors of fields, or of parts of fields, that are known to be invalid. */
export function withoutKnown(found: FieldError[], known: readonly FieldError[]): FieldError[] {
  const isRelated = (one: string, other: string) => one === other || `${one}/`.startsWith(`${other}/`);
  return found.filter(
    ({ pointer }) => !known.some((one) => isRelated(pointer, one.pointer) || isRelated(one.pointer, pointer)),
  );
}

export function replaceInvalid(body: Fields, errors: readonly FieldError[], placeholders: Fields): Fields {
  const fields = structuredClone(body);
  for (const { pointer } of errors) {
    const [, name = '', part] = pointer.split('/');
    const value = fields[name];
    const substitute = placeholders[name];
    if (part !== undefined && isObject(value))
      replace(value, part, isObject(substitute) ? substitute[part] : undefined);
    else replace(fields, name, isObject(substitute) ? undefined : substitute);
  }
  return fields;
}

/** Undefined removes the field. */
function replace(fields: Fields, name: string, value: unknown): void {
  if (value === undefined) delete fields[name];
  else fields[name] = value;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
