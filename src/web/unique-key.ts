// Creates unique keys, for idempotent requests and for history entries.

/** Avoids `crypto.randomUUID`, which browsers do not offer to pages loaded over plain HTTP. */
export function createKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
