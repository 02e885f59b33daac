// Finds the errors of meaning of channels, rules and credentials whose shape is invalid, too.
import { ChannelInput } from '../../openapi/schemas/channel.ts';
import { CredentialInput } from '../../openapi/schemas/credential.ts';
import { NotificationRuleInput } from '../../openapi/schemas/notification-rule.ts';
import type { TargetPolicy } from '../http/targets.ts';
import { checkChannel } from './channel-input.ts';
import { checkSettings } from './credential-input.ts';
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
  placeholders: Record<string, unknown>;
  /** If this field is invalid, the others have no meaning yet. */
  kind?: string;
  /** The errors of a body; undefined if it does not match the schema. */
  check: (body: Fields, deps: MeaningDeps) => FieldError[] | undefined;
}

const items: Record<string, Item> = {
  '/channels': {
    placeholders: { name: 'channel' },
    kind: 'type',
    check: (body, deps) => {
      const { data } = ChannelInput.safeParse(body);
      return data && checkChannel(data, deps);
    },
  },
  '/notification-rules': {
    placeholders: { name: 'rule', channel_ids: ['0198f0c2-7a51-7000-8000-000000000000'] },
    kind: 'event',
    check: (body) => {
      const { data } = NotificationRuleInput.safeParse(body);
      return data && checkRuleFields(data);
    },
  },
  '/credentials': {
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
  const found = item.check(replaceInvalid(body, errors, item.placeholders), deps) ?? [];
  const isRelated = (one: string, other: string) => one === other || `${one}/`.startsWith(`${other}/`);
  return found.filter(
    ({ pointer }) =>
      !errors.some((known) => isRelated(pointer, known.pointer) || isRelated(known.pointer, pointer)),
  );
}

function replaceInvalid(body: Fields, errors: readonly FieldError[], placeholders: Fields): Fields {
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
