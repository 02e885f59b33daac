// Keeps PostgreSQL's WebAssembly compiled between the test files of a Vitest worker.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

interface Global {
  WebAssembly: { compile(bytes: Uint8Array): Promise<unknown> };
  /** V8 drops compiled code that no isolate uses; each embedded database runs in an isolate of its own thread. */
  compiledPostgres?: unknown;
}

const shared = globalThis as unknown as Global;
const wasm = new URL('pglite.wasm', import.meta.resolve('@electric-sql/pglite'));
shared.compiledPostgres ??= await shared.WebAssembly.compile(await readFile(fileURLToPath(wasm)));
