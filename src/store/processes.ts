// The processes of the service: each keeps a row of its own, by which the others know that it is there.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, ProcessesTable, ProcessRole } from './schema.ts';

export type ProcessRow = Selectable<ProcessesTable>;

/** Whoever has not been seen for longer is taken for gone. */
const LIVE_SECONDS = 30;
const LISTED_AT_MOST = 1_000;

/** What a process tells of itself, and does not change. */
export interface ProcessInfo {
  id: string;
  roles: ProcessRole[];
  host: string;
  pid: number;
  version: string;
  /** Requests in flight at most; null without the worker role. */
  concurrency: number | null;
}

export interface ProcessReport {
  /** Seconds since the process started, so that the database’s clock tells when that was. */
  uptimeSeconds: number;
  inFlight: number | null;
  /** The database belongs to this process: whoever else has a row is gone. */
  isAlone: boolean;
}

/** Says that this process is there, and takes out rows of an hour ago. */
export async function saveProcess(
  db: Kysely<Database>,
  card: ProcessInfo,
  beat: ProcessReport,
): Promise<void> {
  const { id, roles, host, pid, version, concurrency } = card;
  // Rows that somebody else takes out just now are left to them.
  await sql`
    with gone as (
      delete from processes where id in (
        select id from processes
        where id <> ${id} and (${beat.isAlone}::boolean or seen_at < clock_timestamp() - interval '1 hour')
        for update skip locked))
    insert into processes (id, roles, host, pid, version, started_at, seen_at, concurrency, in_flight)
    values (${id}, ${roles}::text[], ${host}, ${pid}, ${version},
      clock_timestamp() - make_interval(secs => ${beat.uptimeSeconds}), clock_timestamp(),
      ${concurrency}, ${beat.inFlight})
    on conflict (id) do update set seen_at = excluded.seen_at, in_flight = excluded.in_flight`.execute(db);
}

/** At its own end, so that it is not taken for one that died. */
export async function removeProcess(db: Kysely<Database>, id: string): Promise<void> {
  await db.deleteFrom('processes').where('id', '=', id).execute();
}

/** Those that were seen within half a minute, the oldest first. */
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
