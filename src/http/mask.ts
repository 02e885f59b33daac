// Masks the secrets of a request where a target echoes them.
import { REDACTED } from './redact.ts';

/** Shorter values occur in any text by chance: to mask them would damage it, and show their positions. */
const MIN_LENGTH = 6;
const SIGNING_PREFIX = 'whsec_';

/** `isCut`: the text may end within a secret, whose start is masked too. */
export type Mask = (text: string, isCut?: boolean) => string;

/** The mask of requests without secrets. */
export const unmasked: Mask = (text) => text;

/** Masks the values of secret headers, their credentials, and signing secrets: as they are, and as JSON or URLs escape them. */
export function createMask(
  headers: Readonly<Record<string, string>>,
  isSecret: (name: string) => boolean,
  signingSecrets: readonly string[],
): Mask {
  const secrets: string[] = [];
  for (const name in headers) if (isSecret(name)) secrets.push(...listParts(name, headers[name]!));
  for (const secret of signingSecrets) secrets.push(secret, secret.slice(SIGNING_PREFIX.length));
  return maskOf(secrets);
}

/** Masks these texts: as they are, and as JSON or URLs escape them. */
export function maskOf(secrets: readonly string[]): Mask {
  if (secrets.length === 0) return unmasked;
  const forms = new Set(secrets.filter((secret) => secret.length >= MIN_LENGTH).flatMap(listForms));
  // A form can contain another one.
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  return (text, isCut = false) => {
    const masked = longestFirst.reduce((shown, form) => shown.replaceAll(form, REDACTED), text);
    return isCut ? maskEnd(masked, longestFirst) : masked;
  };
}

/** Replaces the longest end of the text that is the start of a form. */
function maskEnd(text: string, forms: readonly string[]): string {
  const lengths = forms.map((form) => {
    let length = Math.min(form.length - 1, text.length);
    while (length >= MIN_LENGTH && !text.endsWith(form.slice(0, length))) length--;
    return length;
  });
  const longest = Math.max(0, ...lengths);
  return longest < MIN_LENGTH ? text : text.slice(0, -longest) + REDACTED;
}

/** The value and the credentials in it: `Bearer <token>`, the password of `Basic`, the values of cookies. */
function listParts(name: string, value: string): string[] {
  const parts = [value];
  const [, scheme = '', credential] = /^([A-Za-z][\w-]*) +(\S+)$/.exec(value) ?? [];
  if (credential !== undefined) parts.push(credential);
  if (scheme.toLowerCase() === 'basic' && credential !== undefined) {
    const pair = Buffer.from(credential, 'base64').toString();
    parts.push(pair, pair.slice(pair.indexOf(':') + 1));
  }
  if (name.toLowerCase() === 'cookie') {
    for (const cookie of value.split(';')) parts.push(cookie.slice(cookie.indexOf('=') + 1).trim());
  }
  return parts;
}

/** PHP also escapes slashes in JSON. */
function listForms(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, json.replaceAll('/', '\\/'), encodeURIComponent(secret)];
}
