// Starts the servers of a Vitest project, once and only when one of its files runs.
import type { TestProject } from 'vitest/node';
import { type Server, startPostgres, startRedis } from './servers.ts';

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const started: Server[] = [];
  /** The server that the variable names, or a new one that the next project finds named there. */
  const findOrStart = async (
    variable: 'TEST_POSTGRES_URL' | 'TEST_REDIS_URL',
    start: () => Promise<Server>,
  ): Promise<string> => {
    const given = process.env[variable];
    if (given !== undefined) return given;
    const server = await start();
    started.push(server);
    process.env[variable] = server.url;
    return server.url;
  };
  project.provide('postgresUrl', await findOrStart('TEST_POSTGRES_URL', startPostgres));
  if (project.name === 'redis') {
    project.provide('redisUrl', await findOrStart('TEST_REDIS_URL', startRedis));
  }
  return async () => {
    for (const server of started) await server.throwAway();
  };
}
