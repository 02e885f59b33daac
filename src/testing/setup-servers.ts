// Starts the servers of a Vitest project, once and only when one of its files runs.
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { type Server, startPostgres, startRedis } from './servers.ts';
import { migrateFully } from './template.ts';

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
  const postgresUrl = await findOrStart('TEST_POSTGRES_URL', () => startPostgres());
  const redisUrl =
    project.name === 'redis' ? await findOrStart('TEST_REDIS_URL', () => startRedis()) : undefined;
  project.provide('postgresUrl', postgresUrl);
  project.provide('redisUrl', redisUrl);

  const migrated = `scheduler_template_${process.pid}_${project.name}`;
  await execute(postgresUrl, `create database ${migrated}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${migrated}`;
  await migrateFully({ POSTGRES_URL: url.href, ...(redisUrl !== undefined && { REDIS_URL: redisUrl }) });
  project.provide('template', { empty: 'template1', migrated });

  return async () => {
    await execute(postgresUrl, `drop database if exists ${migrated}`).catch(() => {});
    for (const server of started) await server.throwAway();
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
