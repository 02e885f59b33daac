// The cluster of a scenario on the embedded database: one process with both roles, and a target.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type pg from 'pg';
import { createClient } from '../../client/src/index.ts';
import { parseSettings } from '../../src/settings.ts';
import { openStore } from '../../src/store/open.ts';
import { freePort } from '../../src/testing/servers.ts';
import { startChild } from '../bench/rpc.ts';
import { createClockShifter } from './clock-shifter.ts';
import type { Cluster, ClusterOptions, Member } from './cluster.ts';
import { createServiceProcess } from './service-process.ts';
import type { TargetHandlers } from './target-process.ts';

/** There are no servers and no ways to them. The database can be read only after its process has ended. */
export async function prepareEmbedded(
  stack: AsyncDisposableStack,
  options: ClusterOptions,
): Promise<Cluster> {
  const folder = mkdtempSync(path.join(tmpdir(), 'scheduler-faults-'));
  const clock = options.hasShiftedClock ? createClockShifter(folder) : undefined;
  const deliveryFile = path.join(folder, 'deliveries.ndjson');
  const target = await startChild<TargetHandlers>(
    new URL('target-process.ts', import.meta.url),
    [deliveryFile],
    clock?.environment ?? {},
  );
  stack.defer(async () => await target.end());
  const name = 'service';
  const DATA_DIR = path.join(folder, 'data');
  const created = createServiceProcess({
    name,
    role: 'both',
    port: await freePort(),
    logFile: path.join(folder, `${name}.log`),
    environment: {
      DATA_DIR,
      ...clock?.environment,
      ...(options.isUptimeShifted && clock?.uptimeEnvironment),
      ...options.environment,
      ...options.environmentOf?.(name, folder),
    },
  });
  stack.defer(async () => void (await created.end('SIGKILL')));
  const absent = (what: string): never => {
    throw new Error(`The embedded backend has no ${what}.`);
  };
  const member: Member = {
    ...created,
    client: createClient({ baseUrl: created.url, retries: 0, timeoutMs: 15_000 }),
    get toPostgres() {
      return absent('way to PostgreSQL');
    },
    toRedis: undefined,
  };
  let pool: pg.Pool | undefined;
  return {
    backend: 'embedded',
    folder,
    get postgres() {
      return absent('server');
    },
    redis: undefined,
    get pool() {
      return pool ?? absent('database that can be read before the end of its process');
    },
    redisClient: undefined,
    target,
    targetUrl: `http://127.0.0.1:${await target.call('port')}`,
    deliveryFile,
    apis: [member],
    workers: [member],
    members: [member],
    clock,
    stack,
    endAndOpen: async () => {
      await member.end('SIGTERM');
      const store = await openStore(parseSettings({ DATA_DIR }));
      stack.defer(async () => await store.close());
      pool = store.openQueuePool();
      await pool.query('set search_path to public');
    },
  };
}
