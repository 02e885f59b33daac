// Runs every command of the documentation in order, each page in a fresh folder with servers of its own.
import pg from 'pg';
import { expect, test } from 'vitest';
import { prepareBackend } from './testing/backend.ts';
import { openShell } from './testing/page-shell.ts';
import { type Block, isCommands, listPages, readBlocks } from './testing/pages.ts';
import { freePort } from './testing/servers.ts';
import { useService } from './testing/use-service.ts';

const pages = listPages().map((page) => ({ page, blocks: readBlocks(page) }));
const isRun = (block: Block) => isCommands(block) && block.notRun === undefined;

const { service, target } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64') });

test.each(pages.filter(({ blocks }) => blocks.some(isRun)))('the commands of $page', async ({
  page,
  blocks,
}) => {
  const shown = blocks.filter((block) => block.notRun === undefined);
  const all = shown.map(({ text }) => text).join('\n');
  const startsService = /\bnpm (?:start|run start:)/.test(all);
  const startsReceiver = /^(?:npx )?node \S+ &$/m.test(all);
  const prepared = await prepareBackend(all.includes('npm run migrate') ? 'empty' : 'migrated');
  const postgres = new URL(prepared.environment['POSTGRES_URL']!);
  const database = postgres.pathname.slice(1);
  const servicePort = startsService ? String(await freePort()) : new URL(service.url).port;
  const ports = new Map([['3000', servicePort]]);
  for (const [port] of all.matchAll(/\b(?:30\d\d|31\d\d|40\d\d|80\d\d)\b/g)) {
    const isTarget = ['4000', '8080'].includes(port) && !startsReceiver;
    if (!ports.has(port)) ports.set(port, isTarget ? new URL(target.url).port : String(await freePort()));
  }
  const replace = (text: string) =>
    text
      .replaceAll(/\b\d{4}\b/g, (port) => ports.get(port) ?? port)
      .replaceAll('postgresql://scheduler:password@localhost:5432/scheduler', postgres.href) // also with a suffix
      .replaceAll(/(?<=^|[\s/])scheduler_(restored|moved)\b/g, `${database}_$1`)
      .replaceAll('redis://localhost:6379', prepared.environment['REDIS_URL']!);
  const ready = shown.map((block) => ({ ...block, text: replace(block.text) }));
  const shell = await openShell({
    SCHEDULER_URL: `http://localhost:${servicePort}`,
    // README shows the start without a database. Elsewhere it does not matter, and PostgreSQL starts faster.
    ...(startsService &&
      page !== 'README.md' &&
      !all.includes('POSTGRES_URL') && { POSTGRES_URL: postgres.href }),
  });
  try {
    const printed = await shell.run(ready, servicePort);
    for (const [index, block] of ready.entries()) {
      if (!isCommands(block)) continue;
      const output = printed[index] ?? '';
      const place = `${page}:${block.line}`;
      const next = ready[index + 1];
      const expected = next?.isAttached ? next : undefined;
      if (expected?.kind === 'json') compareJson(output, expected.text, place);
      else expect(output, place).not.toMatch(/"type":"[^"]+","title":"[^"]+","status":[45]/);
      if (expected?.kind === 'text') compareLines(output, expected.text, place);
    }
  } finally {
    await shell.remove();
    await dropDatabases(postgres, database);
    await prepared.cleanUp();
    await service.scheduler.jobs.bulk({ action: 'delete', filter: {}, all: true });
  }
});

/** The last line of the output, or all of it, contains what is shown. */
function compareJson(output: string, shown: string, place: string): void {
  const text = output.trim().startsWith('{\n') ? output : output.trimEnd().split('\n').at(-1)!;
  expect(JSON.parse(text), place).toMatchObject(JSON.parse(shown));
}

/** Every shown line is a line of the output, in this order; `…` stands for any text. */
function compareLines(output: string, shown: string, place: string): void {
  const escape = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const lines = shown
    .trimEnd()
    .split('\n')
    .map((line) => escape(line.trimEnd()).replaceAll('…', '.*'));
  expect(output, place).toMatch(new RegExp(`^${lines.join('\\s*\\n(?:.*\\n)*?')}\\s*$`, 'm'));
}

/** Drops the databases that the commands of a page have created. */
async function dropDatabases(url: URL, prefix: string): Promise<void> {
  const server = new URL(url);
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  for (const suffix of ['restored', 'moved'])
    await client.query(`drop database if exists ${prefix}_${suffix} with (force)`);
  await client.end();
}
