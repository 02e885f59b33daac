// The Vitest projects, the backends they use, and the programs on this machine that they need.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

const BACKENDS = ['embedded', 'postgres', 'redis'] as const;
/** `embedded`: nothing installed; `postgres`: PostgreSQL alone; `redis`: PostgreSQL and Redis. */
export type Backend = (typeof BACKENDS)[number];

/** `unit` starts no server; `browser` drives Chromium on the embedded backend. */
export type ProjectName = 'unit' | Backend | 'browser';
export const PROJECTS: readonly ProjectName[] = ['unit', ...BACKENDS, 'browser'];

export interface Programs {
  /** The folder of `initdb` and `postgres`, version 15 or later. */
  postgresFolder: string | undefined;
  redisServer: string | undefined;
}

/** Programs on this machine. TEST_POSTGRES_URL and TEST_REDIS_URL name servers to use instead. */
export function findPrograms(): Programs {
  return {
    postgresFolder: findPostgres(),
    redisServer: findOnPath('redis-server') ?? findOnPath('valkey-server'),
  };
}

/** The headless shell first: without the windows of a browser, it takes a tenth less processor time. */
const chromiumPlaces = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => `/usr/bin/${name}`,
);

/** Undefined without Chromium. With REQUIRE_BACKENDS=all, a missing Chromium fails the launch. */
export const chromiumPath =
  process.env['CHROMIUM'] ??
  chromiumPlaces.find((place) => existsSync(place)) ??
  (process.env['REQUIRE_BACKENDS'] === 'all' ? chromiumPlaces[0] : undefined);

/** Projects that this machine can run. REQUIRE_BACKENDS=all selects all of them: a missing server then fails the run. */
export function availableProjects(): ProjectName[] {
  if (process.env['REQUIRE_BACKENDS'] === 'all') return [...PROJECTS];
  const { postgresFolder, redisServer } = findPrograms();
  const hasPostgres = (process.env['TEST_POSTGRES_URL'] ?? postgresFolder) !== undefined;
  const hasRedis = (process.env['TEST_REDIS_URL'] ?? redisServer) !== undefined;
  const isAvailable: Record<ProjectName, boolean> = {
    unit: true,
    embedded: true,
    postgres: hasPostgres,
    redis: hasPostgres && hasRedis,
    browser: chromiumPath !== undefined,
  };
  return PROJECTS.filter((name) => isAvailable[name]);
}

/**
 * Test files of a project, by the words between a file's name and `.test.ts`: none means `unit`, `all` means every
 * backend, and several words mean several projects.
 */
export function filesOf(project: ProjectName): { include: string[]; exclude: string[] } {
  const rooms = '{openapi,src,client,scripts}/**';
  const words = project === 'unit' || project === 'browser' ? [project] : [project, 'all'];
  if (project === 'unit') {
    return { include: [`${rooms}/*.test.ts`], exclude: ['**/node_modules/**', '**/*.*.test.ts'] };
  }
  return {
    include: words.flatMap((word) => [`${rooms}/*.${word}.test.ts`, `${rooms}/*.${word}.*.test.ts`]),
    exclude: ['**/node_modules/**'],
  };
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
