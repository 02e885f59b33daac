// Parses and validates a request body into a credential, with its parts encrypted.
import {
  type CredentialInput,
  type CredentialPatch,
  CredentialSettings,
} from '../../openapi/schemas/credential.ts';
import { checkTls } from '../http/certificates.ts';
import { originOfHost } from '../http/credential-hosts.ts';
import { checkHeaders } from '../http/headers.ts';
import { readProxy } from '../http/proxy-url.ts';
import { REDACTED } from '../http/redact.ts';
import { checkTarget, type TargetPolicy } from '../http/targets.ts';
import type { CredentialParts } from '../store/credential-table.ts';
import { CREDENTIAL_FIELD, type CredentialRow } from '../store/credentials.ts';
import { EncryptionError, type Keyring } from '../store/encryption.ts';
import { mergePatch } from './merge-patch.ts';
import { type FieldError, invalidFields, Problem } from './problems.ts';
import { type Fields, replaceInvalid, withoutKnown } from './repair.ts';
import { describeIssues } from './validation.ts';

interface Context {
  keyring: Keyring;
  policy: TargetPolicy;
  now: Temporal.Instant;
}

/** The secret of each part that authenticates. A credential has at most one of these parts. */
const secretOf = { oauth2: 'client_secret', basic: 'password', bearer: 'token', header: 'value' } as const;
const authParts = Object.keys(secretOf) as (keyof typeof secretOf)[];

type Refuse = (field: string, detail: string) => void;

/** Parses a body that creates a credential. Throws a 422 that names every invalid field. */
export function parseCredential(
  { name, ...settings }: CredentialInput,
  context: Context,
  id: string,
): CredentialRow {
  return toRow(settings, context, { id, name, created_at: context.now });
}

/** Applies a patch to a stored credential. Throws a 422, or a 409 if the stored one cannot be decrypted. */
export function patchCredential(
  patch: CredentialPatch,
  context: Context,
  stored: CredentialRow,
): CredentialRow {
  const before = { hosts: stored.hosts, ...decryptParts(context.keyring, stored) };
  const fields = mergePatch(before, withoutRedacted(patch, before)) as Fields;
  const merged = CredentialSettings.safeParse(fields);
  const shape = merged.success ? [] : describeIssues(merged.error.issues);
  const { data } = merged.success ? merged : CredentialSettings.safeParse(repairCredential(fields, shape));
  if (data === undefined) throw invalidFields(shape);
  return toRow(data, context, stored, shape, (refuse) => {
    const reason = findNewReceiver(before, data);
    for (const part of authParts) {
      const isKept = sentSecret(patch, part) === undefined && before[part] !== null;
      if (reason !== null && isKept && data[part] !== null)
        refuse(`${part}/${secretOf[part]}`, `must be sent again, because ${reason}`);
    }
  });
}

const placeholders = {
  name: 'credential',
  hosts: ['example.com'],
  oauth2: { token_url: 'https://example.com/', client_id: 'client', client_secret: 'secret' },
  basic: { username: 'user', password: 'secret' },
  bearer: { token: 'secret' },
  header: { name: 'x-key', value: 'secret' },
};

/** Replaces invalid fields by valid ones. */
export function repairCredential(fields: Fields, errors: readonly FieldError[]): Fields {
  return replaceInvalid(fields, errors, placeholders);
}

/** The parts of a credential, decrypted. Throws a 409. */
function decryptParts(keyring: Keyring, { id, secrets }: CredentialRow): CredentialParts {
  try {
    return JSON.parse(keyring.decrypt(id, CREDENTIAL_FIELD, secrets)) as CredentialParts;
  } catch (error) {
    if (!(error instanceof EncryptionError)) throw error;
    throw new Problem(409, `${error.message} Delete the credential and create it again, or restore the key.`);
  }
}

function toRow(
  settings: CredentialSettings,
  { keyring, policy, now }: Context,
  { id, name, created_at }: Pick<CredentialRow, 'id' | 'name' | 'created_at'>,
  known: FieldError[] = [],
  checkMore: (refuse: Refuse) => void = () => {},
): CredentialRow {
  const meaning: FieldError[] = [];
  const refuse: Refuse = (field, detail) => meaning.push({ pointer: `/${field}`, detail });
  const { hosts, ...parts } = settings;
  const expiresAt = checkSettings(settings, { policy, now }, refuse);
  checkMore(refuse);
  const errors = [...known, ...withoutKnown(meaning, known)];
  if (errors.length > 0) throw invalidFields(errors);
  if (!keyring.canEncrypt)
    throw new Problem(409, 'The credential cannot be stored: set ENCRYPTION_KEY for the service.');
  return {
    ...{ id, name, hosts, created_at },
    settings: redactParts(parts),
    secrets: keyring.encrypt(id, CREDENTIAL_FIELD, JSON.stringify(parts)),
    expires_at: expiresAt,
    updated_at: now,
  };
}

/** Returns when the client certificate expires. */
export function checkSettings(
  settings: CredentialSettings,
  { policy, now }: Omit<Context, 'keyring'>,
  refuse: Refuse,
): Temporal.Instant | null {
  const { hosts, oauth2, basic, bearer, header, tls, proxy_url } = settings;
  for (const [index, host] of hosts.entries()) {
    if (originOfHost(host) === null)
      refuse(
        `hosts/${index}`,
        'must be a host such as api.example.com, with a port if needed, or an origin such as http://127.0.0.1:8080',
      );
  }
  const [first, second] = authParts.filter((part) => settings[part] !== null);
  if (second !== undefined)
    refuse(second, `cannot be set together with ${first}: choose one, or create two credentials`);
  if (first === undefined && tls === null && proxy_url === null)
    refuse('', 'must have one of oauth2, basic, bearer, header, tls and proxy_url');
  for (const part of authParts) {
    const sent = (settings[part] as Record<string, unknown> | null)?.[secretOf[part]];
    if (sent === REDACTED)
      refuse(`${part}/${secretOf[part]}`, `is ${REDACTED}, but no value is stored; send the value`);
  }
  const refusal = oauth2 === null ? null : checkTarget(policy, oauth2.token_url);
  if (refusal !== null) refuse('oauth2/token_url', refusal);
  if (basic?.username.includes(':') === true) refuse('basic/username', 'must not contain a colon');
  const sent = header ?? (bearer === null ? null : { name: 'authorization', value: bearer.token });
  for (const { name, detail } of sent === null ? [] : checkHeaders({ [sent.name]: sent.value })) {
    if (bearer !== null) refuse('bearer/token', 'has characters that a header cannot have');
    else refuse(name === null || detail.includes('value') ? 'header/value' : 'header/name', detail);
  }
  if (proxy_url !== null) checkProxy(proxy_url, policy, refuse);
  if (tls === null) return null;
  if (tls.ca === null && tls.certificate === null && tls.key === null)
    refuse('tls', 'must have ca, or certificate and key');
  if (tls.key === REDACTED) refuse('tls/key', `is ${REDACTED}, but no value is stored; send the value`);
  const { faults, expiresAt } = checkTls(tls, now);
  for (const { part, detail } of faults) refuse(`tls/${part}`, detail);
  return expiresAt;
}

function checkProxy(url: string, policy: TargetPolicy, refuse: Refuse): void {
  const form = 'must be a URL such as http://user:password@proxy.example.com:3128';
  const proxy = readProxy(url);
  if (proxy === null) return refuse('proxy_url', form);
  if (url.includes(`:${REDACTED}@`))
    refuse('proxy_url', `has the password ${REDACTED}, but is another proxy; send the password`);
  const host = proxy.hostname.includes(':') ? `[${proxy.hostname}]` : proxy.hostname;
  const refusal = checkTarget(policy, `http://${host}:${proxy.port}/`);
  if (refusal !== null) refuse('proxy_url', refusal);
}

/** What the secrets would newly be sent to, or null. */
function findNewReceiver(
  before: CredentialParts & { hosts: string[] },
  after: CredentialSettings,
): string | null {
  const known = new Set(before.hosts.map(originOfHost));
  if (after.hosts.some((host) => !known.has(originOfHost(host)))) return 'hosts has a new entry';
  const [from, to] = [before.oauth2?.token_url, after.oauth2?.token_url];
  if (from !== undefined && to !== undefined && URL.parse(from)?.origin !== URL.parse(to)?.origin)
    return 'the token endpoint has another origin';
  if (after.proxy_url !== before.proxy_url && after.proxy_url !== null) return 'proxy_url is another proxy';
  const ca = after.tls?.ca ?? null;
  return ca !== null && ca !== before.tls?.ca ? 'tls/ca trusts another authority' : null;
}

function sentSecret(patch: CredentialPatch, part: keyof typeof secretOf): unknown {
  const sent = (patch[part] as Record<string, unknown> | null | undefined)?.[secretOf[part]];
  return sent === REDACTED ? undefined : sent;
}

/** `[redacted]` keeps the stored value. */
function withoutRedacted(patch: CredentialPatch, before: CredentialParts): CredentialPatch {
  const kept = (value: unknown, stored: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value).map(([name, part]) => [
            name,
            kept(part, (stored as Record<string, unknown> | null | undefined)?.[name]),
          ]),
        )
      : value === REDACTED && typeof stored === 'string'
        ? stored
        : value;
  const replaced = kept(patch, before) as CredentialPatch;
  const isSameProxy = patch.proxy_url !== undefined && patch.proxy_url === redactParts(before).proxy_url;
  return isSameProxy ? { ...replaced, proxy_url: before.proxy_url } : replaced;
}

/** The parts with `[redacted]` secrets. */
function redactParts(parts: CredentialParts): CredentialParts {
  const { oauth2, basic, bearer, header, tls, proxy_url } = parts;
  return {
    oauth2: oauth2 && { ...oauth2, client_secret: REDACTED },
    basic: basic && { ...basic, password: REDACTED },
    bearer: bearer && { token: REDACTED },
    header: header && { ...header, value: REDACTED },
    tls: tls && { ...tls, key: tls.key === null ? null : REDACTED },
    proxy_url: proxy_url?.replace(/^(http:\/\/[^:@/]*):[^@]*@/, `$1:${REDACTED}@`) ?? null,
  };
}
