// Checks what does not need the database: Node.js, the interface, access, Redis and ports.
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { showServer } from '../../src/connection-urls.ts';
import { describePolicy } from '../../src/http/targets.ts';
import { checkRedis } from '../../src/queue/redis-check.ts';
import { type RedisExtras, toRedisOptions } from '../../src/queue/redis-options.ts';
import { describeCause } from '../../src/readiness.ts';
import type { Settings } from '../../src/settings.ts';
import { type Finding, failed, ok, warning } from './finding.ts';

/** A key that the ACL of docs/deployment.md allows. */
const PROBE_KEY = 'bull:{doctor}:probe';
const PAGE = path.join(import.meta.dirname, '../../dist/web/index.html');

export function checkNode(): Finding {
  const [needed = ''] = packageJson.dependencies.node.split('.');
  const [major = ''] = process.versions.node.split('.');
  return Number(major) >= Number(needed)
    ? ok('Node.js', process.versions.node)
    : failed(
        'Node.js',
        `${process.versions.node} is too old: the service needs version ${needed} or later; run it with \`npm start\``,
      );
}

export function checkSettings({ apiKeys, host, targets }: Settings): Finding[] {
  return [
    apiKeys.length > 0
      ? ok('access', `API keys: ${apiKeys.map(({ name, role }) => `${name} (${role})`).join(', ')}`)
      : ok('access', `without keys: everybody who reaches ${host} is an admin`),
    ok('targets', describePolicy(targets)),
    existsSync(PAGE) ? ok('interface', 'built') : warning('interface', 'not built: run `npm run build`'),
  ];
}

export async function checkRedisServer(redisUrl: string, extras: RedisExtras): Promise<Finding> {
  const server = showServer(redisUrl);
  try {
    const { warning: fault } = await checkRedis(toRedisOptions(redisUrl, extras), PROBE_KEY);
    return fault === undefined
      ? ok('Redis', `${server}: version, rights, scripts and eviction policy fit`)
      : warning('Redis', fault);
  } catch (error) {
    return failed(
      'Redis',
      `${server} cannot be used: ${describeCause(error)}. See “Redis” in docs/deployment.md`,
    );
  }
}

export async function checkPort(variable: string, port: number, host: string): Promise<Finding> {
  const code = await tryToListen(port, host);
  if (code === undefined) return ok(variable, `port ${port} on ${host} is free`);
  if (code === 'EADDRINUSE') {
    return (await isService(port))
      ? ok(variable, `port ${port} is in use by a running service`)
      : failed(variable, `port ${port} is in use by another program: stop it, or set another ${variable}`);
  }
  return failed(
    variable,
    `this user cannot listen on ${host}:${port} (${code}): set another HOST or ${variable}`,
  );
}

async function tryToListen(port: number, host: string): Promise<string | undefined> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}

async function isService(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2_000) });
    return ((await response.json()) as { status?: unknown }).status === 'ok';
  } catch {
    return false;
  }
}
