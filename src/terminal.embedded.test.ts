// Tests the log on a terminal: readable lines, without JSON, in color unless NO_COLOR is set.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';

const { prepare, cleanUp } = useParts();
const main = path.join(import.meta.dirname, 'main.ts');
/** Ctrl+C on the terminal. */
const INTERRUPT = '\u0003';

/** Starts the service on a terminal (`script` of util-linux), waits for the banner, and stops it with Ctrl+C. */
async function runOnTerminal(environment: Record<string, string>) {
  const { PATH = '' } = process.env;
  const child = spawn('script', ['-qec', `exec "${process.execPath}" "${main}"`, '/dev/null'], {
    env: { PATH, TERM: 'xterm-256color', PORT: '0', ...environment },
  });
  cleanUp(async () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const closed = once(child, 'close');
  await waitFor(
    () => `the banner: ${output}`,
    () => output.includes('targets  '),
  );
  child.stdin.write(INTERRUPT);
  const [code] = (await closed) as [number | null];
  return { code, output, lines: stripVTControlCharacters(output).split(/\r?\n/) };
}

/** Other systems have another `script`. */
const onLinux = test.runIf(process.platform === 'linux');

/** Whether the line is an object of the JSON log. */
const isJson = (line: string) => line.trimStart().startsWith('{');
const READABLE = /^\[?\d\d:\d\d:\d\d\]? INFO: /;

onLinux(
  'on a terminal, the log before and after the banner is readable, colored and without JSON',
  async () => {
    const { code, output, lines } = await runOnTerminal(await prepare());
    expect(code).toBe(0);
    expect(lines.filter(isJson)).toEqual([]);
    const banner = lines.findIndex((line) => line.startsWith('Scheduler Service at '));
    const logged = lines.filter((line) => READABLE.test(line));
    expect(banner).toBeGreaterThanOrEqual(0);
    // The library says so where the interface is not built.
    const expected = (line: string) => line === '' || line.startsWith('serveStatic: ') || READABLE.test(line);
    expect(lines.slice(0, banner).filter((line) => !expected(line))).toEqual([]);
    expect(logged.at(-1)).toContain('Stopped.');
    expect(stripVTControlCharacters(output)).not.toBe(output);
  },
);

onLinux('NO_COLOR removes the colors', async () => {
  const { output, lines } = await runOnTerminal({ ...(await prepare()), NO_COLOR: '1' });
  expect(lines.some((line) => READABLE.test(line))).toBe(true);
  expect(stripVTControlCharacters(output)).toBe(output);
});
