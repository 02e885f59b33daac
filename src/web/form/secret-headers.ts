// Headers whose values the service never shows again.

export function isSecretHeader(name: string): boolean {
  return /^(authorization|cookie)$|key|token|secret|password/i.test(name.trim());
}
