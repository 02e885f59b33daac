// Keys that nothing else has: for a request that is done once however often it is sent, for a place in the history.

/** Not `crypto.randomUUID`: pages that came over plain HTTP do not have it. */
export function createKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
