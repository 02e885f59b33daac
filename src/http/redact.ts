// Replaces credentials in headers with `[redacted]`.
import { isSecretName } from '../text/secret-name.ts';

/** Replaces a secret value in responses. In requests it means "keep the stored value". */
export const REDACTED = '[redacted]';

// A bounded cache by header name: names come from jobs and responses, unlimited in number and length.
const MAX_NAMES = 2_000;
const MAX_NAME_LENGTH = 100;
const decisions = new Map<string, boolean>();

export function isSecretHeader(name: string): boolean {
  const cached = decisions.get(name);
  if (cached !== undefined) return cached;
  const isSecret = isSecretName(name);
  if (name.length <= MAX_NAME_LENGTH) {
    if (decisions.size >= MAX_NAMES) decisions.clear();
    decisions.set(name, isSecret);
  }
  return isSecret;
}

/** Whether the database stores the value encrypted: names with `key` count, which earlier versions took for credentials. */
export function isEncryptedHeader(name: string): boolean {
  return isSecretHeader(name) || /key/i.test(name);
}

function hasSecretHeader(headers: Readonly<Record<string, string>>): boolean {
  for (const name in headers) if (isSecretHeader(name)) return true;
  return false;
}

/** Returns the same object if no header is secret. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  if (!hasSecretHeader(headers)) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]),
  );
}
