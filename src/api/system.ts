// The route of the system page: database, queue, processes and settings, as far as they respond.
import { version } from '../../openapi/document.ts';
import type { System } from '../../openapi/schemas/system.ts';
import type { systemRoutes } from '../../openapi/system.ts';
import { isLoopbackAddress, parseAddress } from '../http/addresses.ts';
import { admitsOwnUrl } from '../http/targets.ts';
import type { ShownSetting } from '../shown-settings.ts';
import { findClockChange } from '../store/clock-changes.ts';
import { readDatabaseFacts } from '../store/database-facts.ts';
import { isOutage } from '../store/errors.ts';
import { findOldestRunAt } from '../store/history.ts';
import { databaseNow } from '../store/open.ts';
import { listProcesses, type ProcessRow } from '../store/processes.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';
import { viewPart } from './service.ts';
import { shareCalls } from './share-calls.ts';
import { withTimeLimit } from './time-limit.ts';

/** As in the OpenAPI document. */
const VALUE_AT_MOST = 10_000;
const TARGETS_AT_MOST = 1_000;

export interface SystemSettings {
  /** Undefined: the embedded database. */
  postgresUrl: string | undefined;
  /** Undefined: the queue is in the database. */
  redisUrl: string | undefined;
  retentionDays: number;
  shown: readonly ShownSetting[];
}

export function createSystemHandlers(
  { db, reading, queue, policy, own, readiness, onError }: ApiDeps,
  settings: SystemSettings,
): Handlers<typeof systemRoutes> {
  const reportFault = (error: unknown) => {
    if (!isOutage(error)) onError(error);
  };

  const readShared = shareCalls(async () => await Promise.all([readDatabase(), readQueue()]));

  async function readDatabase() {
    const reached = await withTimeLimit(databaseNow(db));
    // Each further query to an unresponsive database would block a connection.
    if (reached === undefined) return undefined;
    const [facts, processes, oldest, clockChange] = await Promise.all([
      withTimeLimit(readDatabaseFacts(reading), reportFault),
      withTimeLimit(listProcesses(reading), reportFault),
      withTimeLimit(findOldestRunAt(reading), reportFault),
      withTimeLimit(findClockChange(reading, reached.value), reportFault),
    ]);
    return { latencyMs: reached.latencyMs, facts, processes, oldest, clockChange };
  }

  async function readQueue(): Promise<Omit<System['queue'], 'kind'>> {
    const reached = await withTimeLimit(queue.ping());
    const depth = reached && (await withTimeLimit(queue.depth()));
    return {
      status: reached ? 'ok' : 'unreachable',
      latency_ms: viewLatency(reached?.latencyMs),
      waiting: depth?.value.waiting ?? null,
      delayed: depth?.value.delayed ?? null,
      active: depth?.value.active ?? null,
    };
  }

  return {
    getSystem: async (c) => {
      const [database, queueState] = await readShared();
      const oldest = database?.oldest?.value;
      const url = own.url();
      const system: System = {
        version,
        time_zone_data: process.versions['tz'] ?? 'unknown',
        database: {
          kind: settings.postgresUrl === undefined ? 'embedded' : 'postgres',
          status: database ? 'ok' : 'unreachable',
          latency_ms: viewLatency(database?.latencyMs),
          version: database?.facts?.value.version ?? null,
          size_bytes: database?.facts?.value.sizeBytes ?? null,
          clock_change: database?.clockChange?.value ?? null,
        },
        queue: { kind: settings.redisUrl === undefined ? 'database' : 'redis', ...queueState },
        parts: readiness.list().map(viewPart),
        processes: (database?.processes?.value ?? []).map((row) => viewProcess(row, own.id)),
        settings: settings.shown.map(viewSetting),
        retention: { run_days: settings.retentionDays, oldest_run_at: oldest ? viewInstant(oldest) : null },
        targets: {
          allowed: policy.entries.slice(0, TARGETS_AT_MOST),
          allows_loopback: url !== undefined && admitsOwnUrl(policy, onLoopback(url) ?? underLocalhost(url)),
        },
        own_url: (url && onLoopback(url)) ?? null,
      };
      return c.json(system, 200);
    },
  };
}

function viewLatency(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms * 10) / 10;
}

function viewProcess(row: ProcessRow, ownId: string): System['processes'][number] {
  return {
    ...row,
    full_hosts: row.full_hosts ?? [],
    started_at: viewInstant(row.started_at),
    seen_at: viewInstant(row.seen_at),
    is_this: row.id === ownId,
  };
}

function viewSetting({ name, value, isDefault, isSecret }: ShownSetting): System['settings'][number] {
  const isLong = value !== null && value.length > VALUE_AT_MOST;
  return {
    name,
    value: isLong ? `${value.slice(0, VALUE_AT_MOST - 1)}…` : value,
    is_default: isDefault,
    is_secret: isSecret,
  };
}

/** The URL if it is a loopback address. */
function onLoopback(url: string): string | undefined {
  const { hostname, origin } = new URL(url);
  const address = parseAddress(hostname.replace(/^\[|\]$/g, ''));
  return hostname === 'localhost' || (address && isLoopbackAddress(address)) ? origin : undefined;
}

function underLocalhost(url: string): string {
  return Object.assign(new URL(url), { hostname: 'localhost' }).origin;
}
