// The command line `scheduler`.
import { text } from 'node:stream/consumers';

// Versions of Node.js without Temporal get it before any other module is loaded. Not an import for its side effect: the
// package has none, so the bundler would drop it.
if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');
const { run } = await import('./program.ts');

// A reader that has enough, such as `head`, closes the pipe: not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: (line) => process.stdout.write(line),
  stderr: (line) => process.stderr.write(line),
  readStdin: () => text(process.stdin),
});
