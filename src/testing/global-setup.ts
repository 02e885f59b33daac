// Once for a test run: starts the servers its footings need, and says which footings did not run.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '../store/embedded.ts';
import { availableFootings, FOOTINGS } from './footings.ts';
import { type Server, startPostgres, startRedis } from './servers.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const footings = availableFootings();
  const servers: Server[] = [];
  const provide = async (
    name: 'postgresUrl' | 'redisUrl',
    given: string | undefined,
    start: () => Promise<Server>,
  ) => {
    if (given === undefined) servers.push(await start());
    project.provide(name, given ?? servers.at(-1)!.url);
  };
  if (footings.includes('postgres'))
    await provide('postgresUrl', process.env['TEST_POSTGRES_URL'], startPostgres);
  if (footings.includes('redis')) await provide('redisUrl', process.env['TEST_REDIS_URL'], startRedis);

  const template = await mkdtemp(path.join(tmpdir(), 'scheduler-template-'));
  if (footings.includes('embedded')) await (await openEmbedded(template)).close();
  project.provide('emptyDatabase', path.join(template, 'pg'));
  const pageFlag = path.join(template, 'page');
  project.provide('pageFlag', pageFlag);
  project.onTestsRerun(() => rm(pageFlag, { recursive: true, force: true }));

  return async () => {
    await rm(template, { recursive: true, force: true });
    for (const server of servers) await server.throwAway();
    const missing = FOOTINGS.filter((footing) => !footings.includes(footing));
    console.log(
      missing.length === 0
        ? `Footings run: ${footings.join(', ')}.`
        : `Footings run: ${footings.join(', ')}. NOT run, for lack of a server: ${missing.join(', ')}.`,
    );
  };
}
