// The command line `scheduler`.
import './polyfill.ts';
import { text } from 'node:stream/consumers';

const { run } = await import('./program.ts');

// A reader that has enough, such as `head`, closes the pipe: not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: (line) => process.stdout.write(line),
  stderr: (line) => process.stderr.write(line),
  readStdin: () => text(process.stdin),
});
