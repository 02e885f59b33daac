// Credentials in headers are shown to nobody.

/** Stands in place of a secret value, on the way out and, meaning "as stored", on the way in. */
export const REDACTED = '[redacted]';

const SECRET_NAME = /^(authorization|proxy-authorization|cookie|set-cookie)$|key|token|secret|password/i;

export function isSecretHeader(name: string): boolean {
  return SECRET_NAME.test(name);
}

export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? REDACTED : value]),
  );
}
