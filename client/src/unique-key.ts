// Creates unique keys, such as those of the header `Idempotency-Key`.

/** 32 hexadecimal digits. Not `crypto.randomUUID`: browsers do not offer it to pages loaded over plain HTTP. */
export function createKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
