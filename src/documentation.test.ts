// Checks the links of the documentation, and the marks of commands that no test runs.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isCommands, listPages, readBlocks, root } from './testing/pages.ts';

const pages = listPages().map((page) => ({ page, blocks: readBlocks(page) }));
const textOf = (page: string) => readFileSync(path.join(root, page), 'utf8');

/** The reasons for which a block is not run here. `tested by` names a file with a test that does. */
const REASONS = ['Docker', 'for contributors', 'needs an administrator of the servers', 'takes minutes'];

describe('blocks that are not run', () => {
  const marked = pages.flatMap(({ page, blocks }) =>
    blocks.filter(({ notRun }) => notRun !== undefined).map((block) => ({ page, ...block })),
  );

  test('are commands with a known reason, and few', () => {
    for (const { page, line, notRun = '', kind, text } of marked) {
      const [, file] = /^tested by (\S+)$/.exec(notRun) ?? [];
      if (file === undefined) expect(REASONS, `${page}:${line}`).toContain(notRun);
      else expect(existsSync(path.join(root, file)), `${page}:${line}: ${file}`).toBe(true);
      expect(isCommands({ kind, text, line, notRun, isAttached: false }), `${page}:${line}`).toBe(true);
    }
    expect(marked.map(({ page, notRun }) => `${page}: ${notRun}`)).toEqual([
      'CONTRIBUTING.md: for contributors',
      'CONTRIBUTING.md: for contributors',
      'README.md: tested by .ci/run',
      'client/examples/invoices/README.md: tested by client/packed.browser.test.ts',
      'docs/benchmarks.md: takes minutes',
      'docs/cli.md: tested by client/packed.browser.test.ts',
      'docs/client.md: tested by client/packed.browser.test.ts',
      'docs/deployment.md: Docker',
      'docs/deployment.md: tested by src/tracing.embedded.test.ts',
      'docs/guides/deploy.md: needs an administrator of the servers',
      'docs/model/README.md: takes minutes',
      'docs/reliability.md: takes minutes',
      'docs/reliability.md: takes minutes',
    ]);
  });

  test('are shell commands that name scripts and tests of the project', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const { page, line, text } of marked) {
      expect(() => execFileSync('bash', ['-n'], { input: text }), `${page}:${line}`).not.toThrow();
      for (const [, name = ''] of text.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g))
        expect(scripts, `${page}:${line}`).toHaveProperty([name]);
    }
  });
});

describe('links', () => {
  test.each(pages)('of $page lead to files and headings that exist', ({ page }) => {
    const text = textOf(page).replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? page : path.join(path.dirname(page), file);
      expect(existsSync(path.join(root, linked)), `${page}: ${target}`).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(linked), `${page}: ${target}`).toContain(anchor);
    }
  });

  test('reach every page from the list of pages', () => {
    const lists = textOf('README.md') + textOf('docs/README.md').replaceAll('](', '](docs/');
    const guides = listPages().filter((page) => /^docs\/(?:guides\/)?[\w-]+\.md$/.test(page));
    expect(guides.filter((page) => page !== 'docs/README.md' && !lists.includes(`](${page}`))).toEqual([]);
  });
});

/** The anchors of headings, as GitHub writes them. */
function anchorsOf(page: string): string[] {
  return Array.from(textOf(page).matchAll(/^#+ (.+)$/gm), ([, heading = '']) =>
    heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
