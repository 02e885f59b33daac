// The three footings tests run on, and which of them this machine can offer.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

export const FOOTINGS = ['embedded', 'postgres', 'redis'] as const;
/** `embedded`: nothing installed; `postgres`: PostgreSQL alone; `redis`: PostgreSQL and Redis. */
export type Footing = (typeof FOOTINGS)[number];

export interface Programs {
  /** The folder of `initdb` and `postgres`, version 15 or later. */
  postgresFolder: string | undefined;
  redisServer: string | undefined;
}

/** Programs on this machine; servers named by TEST_POSTGRES_URL and TEST_REDIS_URL are used instead of them. */
export function findPrograms(): Programs {
  return {
    postgresFolder: findPostgres(),
    redisServer: findOnPath('redis-server') ?? findOnPath('valkey-server'),
  };
}

/** The footings that servers or programs are there for, or all when REQUIRE_FOOTINGS=all: a missing one then fails. */
export function availableFootings(): Footing[] {
  if (process.env['REQUIRE_FOOTINGS'] === 'all') return [...FOOTINGS];
  const { postgresFolder, redisServer } = findPrograms();
  const hasPostgres = (process.env['TEST_POSTGRES_URL'] ?? postgresFolder) !== undefined;
  const hasRedis = (process.env['TEST_REDIS_URL'] ?? redisServer) !== undefined;
  return FOOTINGS.filter(
    (footing) => footing === 'embedded' || (hasPostgres && (footing === 'postgres' || hasRedis)),
  );
}

function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian)
    ? readdirSync(debian)
        .map(Number)
        .filter((version) => version >= 15)
    : [];
  const folders = versions.sort((a, b) => b - a).map((version) => path.join(debian, String(version), 'bin'));
  const onPath = findOnPath('initdb');
  if (onPath !== undefined) folders.push(path.dirname(onPath));
  return folders.find(
    (folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')),
  );
}

function findOnPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}
