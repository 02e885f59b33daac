// A key that names a request, so that it is done once however often it is sent.

/** Not `crypto.randomUUID`: pages that came over plain HTTP do not have it. */
export function createKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
