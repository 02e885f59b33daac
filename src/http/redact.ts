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
function isEncryptedHeader(name: string): boolean {
  return isSecretHeader(name) || /key/i.test(name);
}

/** Whether a header of one job is secret. */
export type HeaderTest = (name: string) => boolean;

/** `marked`: the `secret_headers` of the job. */
export function secretTest(marked: readonly string[]): HeaderTest {
  return withMarked(isSecretHeader, marked);
}

/** Like `secretTest`, for the headers that the database stores encrypted. */
export function encryptedTest(marked: readonly string[]): HeaderTest {
  return withMarked(isEncryptedHeader, marked);
}

function withMarked(test: HeaderTest, marked: readonly string[]): HeaderTest {
  if (marked.length === 0) return test;
  const names = new Set(marked.map((name) => name.toLowerCase()));
  return (name) => test(name) || names.has(name.toLowerCase());
}

function hasSecretHeader(headers: Readonly<Record<string, string>>, isSecret: HeaderTest): boolean {
  for (const name in headers) if (isSecret(name)) return true;
  return false;
}

/** Returns the same object if no header is secret. */
export function redactHeaders(
  headers: Record<string, string>,
  isSecret: HeaderTest = isSecretHeader,
): Record<string, string> {
  if (!hasSecretHeader(headers, isSecret)) return headers;
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecret(name) ? REDACTED : value]),
  );
}
