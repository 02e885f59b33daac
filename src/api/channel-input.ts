// Parses and validates a request body into a channel, with its secrets encrypted.
import type { z } from '@hono/zod-openapi';
import type { ChannelInput, ChannelPatch } from '../../openapi/schemas/channel.ts';
import { isSigningSecret } from '../http/signing.ts';
import { checkTarget, type TargetPolicy } from '../http/targets.ts';
import { channelField, NO_SMTP } from '../notify/send-notice.ts';
import type { ChannelRow } from '../store/channels.ts';
import type { Keyring } from '../store/encryption.ts';
import { type FieldError, invalidFields } from './problems.ts';

interface ChannelContext {
  keyring: Keyring;
  policy: TargetPolicy;
  /** Whether SMTP_URL is set. */
  hasSmtp: boolean;
}

interface Identity {
  id: string;
  created_at: Temporal.Instant;
  now: Temporal.Instant;
  /** The channel that a patch edits. */
  stored?: ChannelRow;
}

const NO_KEY = 'cannot be stored: set ENCRYPTION_KEY for the service';

type Input = ChannelInput | z.infer<typeof ChannelPatch>;

const typeOf = (input: Input, stored: ChannelRow | undefined) =>
  stored?.type ?? ('type' in input ? input.type : 'webhook');

/** The errors of meaning of a body that matches the schema. */
export function checkChannel(
  input: Input,
  { keyring, policy, hasSmtp }: Omit<ChannelContext, 'keyring'> & { keyring: Pick<Keyring, 'canEncrypt'> },
  stored?: ChannelRow,
): FieldError[] {
  const errors: FieldError[] = [];
  const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });
  const type = typeOf(input, stored);
  const { url, signing_secret: secret } = input;
  const recipients = input.recipients ?? stored?.recipients ?? [];

  const refusal = url === undefined ? null : checkTarget(policy, url);
  if (type === 'email') {
    if (url !== undefined) refuse('url', 'must be left out for the type email');
    if (recipients.length === 0) refuse('recipients', 'must have at least one address for the type email');
    if (!hasSmtp) refuse('type', `cannot be email: ${NO_SMTP}`);
  } else {
    if (url === undefined && stored === undefined) refuse('url', `is required for the type ${type}`);
    if (refusal !== null) refuse('url', refusal);
    if (recipients.length > 0) refuse('recipients', `must be empty for the type ${type}`);
  }
  if (type === 'webhook') {
    if (secret === undefined && stored === undefined)
      refuse('signing_secret', 'is required for the type webhook');
    else if (secret !== undefined && !isSigningSecret(secret))
      refuse('signing_secret', 'must be whsec_ followed by 24 to 64 bytes in base64');
  } else if (secret !== undefined) refuse('signing_secret', `must be left out for the type ${type}`);
  if (!keyring.canEncrypt) {
    if (type === 'webhook' && secret !== undefined) refuse('signing_secret', NO_KEY);
    if (type === 'slack' && url !== undefined) refuse('url', NO_KEY);
  }
  return errors;
}

/** Parses a body that matches the schema. Throws a 422 that names every invalid field. */
export function parseChannel(
  input: Input,
  context: ChannelContext,
  { id, created_at, now, stored }: Identity,
): ChannelRow {
  const errors = checkChannel(input, context, stored);
  if (errors.length > 0) throw invalidFields(errors);
  const type = typeOf(input, stored);
  const { url, signing_secret: secret } = input;
  const recipients = input.recipients ?? stored?.recipients ?? [];
  const { keyring } = context;
  const encrypt = (field: 'url' | 'signing_secret', plain: string) =>
    keyring.encrypt(id, channelField(field), plain);
  const newUrl = url !== undefined && type === 'slack' ? encrypt('url', url) : url;
  return {
    ...{ id, type, recipients: [...new Set(recipients)], created_at },
    name: input.name ?? stored?.name ?? '',
    url: newUrl ?? stored?.url ?? null,
    signing_secret:
      secret === undefined ? (stored?.signing_secret ?? null) : encrypt('signing_secret', secret),
    updated_at: now,
  };
}
