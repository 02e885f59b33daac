// Runs every command of docs/api.md in order on a new service and compares the output.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf } from '../../scripts/contract/document.ts';
import { startTestService, type TestService } from '../testing/service.ts';

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
const blocks = Array.from(page.matchAll(/```(\w*)\n([\s\S]*?)```/g), ([, kind = '', text = '']) => ({
  kind,
  text,
}));
const commands = blocks.flatMap(({ kind, text }, index) => {
  const shown = blocks[index + 1];
  return kind === 'bash' ? [{ text, shown: shown?.kind === 'json' ? shown.text : undefined }] : [];
});
/** Separates the outputs of the blocks. */
const MARK = '\n=== next ===\n';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test('every block is a command or the output of the command before it', () => {
  const misplaced = blocks.filter(
    ({ kind }, index) => kind !== 'bash' && !(kind === 'json' && blocks[index - 1]?.kind === 'bash'),
  );
  expect(misplaced).toEqual([]);
});

describe('the commands', () => {
  let printed: string[];
  beforeAll(async () => {
    const script = commands.map(({ text }) => text.replaceAll('http://localhost:3000', service.url));
    // The blocks share variables, as in a shell.
    const text = ['set -euo pipefail', ...script].join(`\nprintf '%s' '${MARK}'\n`);
    const PATH = `${path.dirname(process.execPath)}:${process.env['PATH']}`;
    const { stdout } = await promisify(execFile)('bash', ['-c', text], { env: { PATH, API_KEY: 'a key' } });
    printed = stdout.split(MARK).slice(1);
  });

  test.each(
    commands.map(({ text, shown }, index) => ({ index, text, shown, first: text.split('\n')[0] })),
  )('$index: $first', ({ index, shown }) => {
    expect(printed[index]).toBeTruthy();
    if (shown !== undefined)
      expect(JSON.parse(printed[index]!.split('\n').findLast(Boolean)!)).toMatchObject(JSON.parse(shown));
  });

  test('the repeated request returns the first response', () => {
    const once = printed.find((text) => /^idempotent-replayed: true/im.test(text))!;
    expect(once.match(/^HTTP\/1.1 201/gm)).toHaveLength(2);
    expect(new Set(once.match(/^location: .*$/gim)).size).toBe(1);
  });
});

test('the table of errors matches the contract', () => {
  const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;
  const declared = Array.from(operationsOf(document)).flatMap(([, { responses }]) =>
    Object.keys(responses).filter((status) => Number(status) >= 400),
  );
  const documented = Array.from(page.matchAll(/^\| (\d{3}) \|/gm), ([, status]) => status);
  // 405 is not declared by any route.
  expect(documented).toEqual([...new Set([...declared, '405'])].toSorted());
});
