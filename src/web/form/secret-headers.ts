// Detects headers whose values the API returns redacted.

export function isSecretHeader(name: string): boolean {
  return /^(authorization|cookie)$|key|token|secret|password/i.test(name.trim());
}
