// Checks the published client package: packs it, lints it, starts its command line, and checks its size.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

/** Size limit of all entry points together with openapi-fetch, minified and gzipped. */
const MAX_BYTES = 12 * 1024;

const root = import.meta.dirname;
const scratch = mkdtempSync(path.join(tmpdir(), 'scheduler-client-'));

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

async function measureBytes(): Promise<number> {
  const names = ['index', 'webhooks', 'testing'];
  const output = await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      lib: { entry: names.map((name) => path.join(root, 'dist', `${name}.js`)), formats: ['es'] },
    },
  });
  const code = [output]
    .flat()
    .flatMap((bundle) => ('output' in bundle ? bundle.output : []))
    .map((file) => (file.type === 'chunk' ? file.code : ''))
    .join('\n');
  return gzipSync(code).length;
}

try {
  run('npm', 'pack', '--silent', '--pack-destination', scratch);
  const tarball = path.join(scratch, readdirSync(scratch).find((name) => name.endsWith('.tgz'))!);
  run('publint', tarball, '--strict');
  run('attw', tarball, '--profile', 'esm-only', '--no-emoji', '--no-summary');
  run('tar', '-xzf', tarball, '-C', scratch);
  const command = path.join(scratch, 'package/bin/scheduler.mjs');
  run(process.execPath, command, '--version');
  // As in the oldest supported Node.js, which has no Temporal.
  run(
    process.execPath,
    '--no-harmony-temporal',
    command,
    'import',
    'crontab',
    'cli/import/fixtures/crontab',
    '-o',
    path.join(scratch, 'jobs.yaml'),
  );
  const bytes = await measureBytes();
  console.log(`The client has ${bytes} bytes; the limit is ${MAX_BYTES}.`);
  if (bytes > MAX_BYTES) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
