// Replaces credentials in headers by `[redacted]`.

/** Stands in place of a secret value, on the way out and, meaning "as stored", on the way in. */
export const REDACTED = '[redacted]';

const SECRET_NAME = /^(authorization|proxy-authorization|cookie|set-cookie)$|key|token|secret|password/i;

// By name as written. Names come from jobs and from responses, so neither their number nor their length is bounded.
const MAX_NAMES = 2_000;
const MAX_NAME_LENGTH = 100;
const decisions = new Map<string, boolean>();

export function isSecretHeader(name: string): boolean {
  const known = decisions.get(name);
  if (known !== undefined) return known;
  const isSecret = SECRET_NAME.test(name);
  if (name.length <= MAX_NAME_LENGTH) {
    if (decisions.size >= MAX_NAMES) decisions.clear();
    decisions.set(name, isSecret);
  }
  return isSecret;
}

export function hasSecretHeader(headers: Readonly<Record<string, string>>): boolean {
  for (const name in headers) if (isSecretHeader(name)) return true;
  return false;
}

/** Returns the same object where nothing in it is secret. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  if (!hasSecretHeader(headers)) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]),
  );
}
