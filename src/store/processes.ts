// Registers the processes of the service: each updates its own row, and all list the others.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { FullHost, ProcessesTable, ProcessRole } from './process-table.ts';
import type { Database } from './schema.ts';

export type ProcessRow = Selectable<ProcessesTable>;

/** A process without an update for longer counts as stopped. */
export const LIVE_SECONDS = 30;
const LISTED_AT_MOST = 1_000;

/** The constant facts of a process. */
export interface ProcessInfo {
  id: string;
  roles: ProcessRole[];
  host: string;
  pid: number;
  version: string;
  /** Maximum requests in flight; null without the worker role. */
  concurrency: number | null;
}

export interface ProcessReport {
  /** Seconds since the process started; the database’s clock turns them into an instant. */
  uptimeSeconds: number;
  inFlight: number | null;
  clockOffsetMs: number | null;
  /** Null without the worker role. */
  fullHosts?: FullHost[] | null;
  /** The database belongs to this process alone: every other row is of a stopped process. */
  isAlone: boolean;
}

/** Updates the row of this process, and deletes rows without an update for an hour. */
export async function saveProcess(
  db: Kysely<Database>,
  card: ProcessInfo,
  report: ProcessReport,
): Promise<void> {
  const { id, roles, host, pid, version, concurrency } = card;
  const fullHosts = report.fullHosts ? JSON.stringify(report.fullHosts) : null;
  // Rows that another process deletes at this moment are skipped.
  await sql`
    with gone as (
      delete from processes where id in (
        select id from processes
        where id <> ${id} and (${report.isAlone}::boolean or seen_at < clock_timestamp() - interval '1 hour'
          -- The last sign of life of a worker, from which the time without one is counted.
          and seen_at < (select max(seen_at) from processes where 'worker' = any(roles)))
        for update skip locked))
    insert into processes (id, roles, host, pid, version, started_at, seen_at, concurrency, in_flight,
      clock_offset_ms, full_hosts)
    values (${id}, ${roles}::text[], ${host}, ${pid}, ${version},
      clock_timestamp() - make_interval(secs => ${report.uptimeSeconds}), clock_timestamp(),
      ${concurrency}, ${report.inFlight}, ${report.clockOffsetMs}, ${fullHosts}::jsonb)
    on conflict (id) do update set seen_at = excluded.seen_at, in_flight = excluded.in_flight,
      clock_offset_ms = excluded.clock_offset_ms, full_hosts = excluded.full_hosts`.execute(db);
}

/** Deletes the row of a process that stops. */
export async function removeProcess(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('processes').where('id', '=', id).execute();
}

/** Lists processes with an update within 30 seconds, the oldest first. */
export async function listProcesses(db: Kysely<Database>): Promise<ProcessRow[]> {
  return await db
    .selectFrom('processes')
    .selectAll()
    .where(sql<boolean>`seen_at > clock_timestamp() - make_interval(secs => ${LIVE_SECONDS})`)
    .orderBy('started_at')
    .orderBy('id')
    .limit(LISTED_AT_MOST)
    .execute();
}
