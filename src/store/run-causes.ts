// Finds why runs were missed, skipped or canceled, and why due runs wait for their host.
import { type Kysely, sql } from 'kysely';
import { lowestIdAt } from './ids.ts';
import type { InterruptionRow } from './interruptions.ts';
import { LIVE_SECONDS } from './processes.ts';
import type { RunInList } from './runs.ts';
import type { Database } from './schema.ts';

export interface RunCause {
  kind: InterruptionRow['kind'] | 'overlap' | 'job_paused' | 'host_limit';
  from: Temporal.Instant | null;
  /** Null while it lasts. */
  until: Temporal.Instant | null;
  actor: string | null;
  reason: string | null;
  /** The run in the way. */
  run_id: string | null;
  /** The target host that is at its limit of requests in flight. */
  host: string | null;
  limit: number | null;
  in_flight: number | null;
}

type Causes = Map<string, RunCause>;

/** A run that blocks another began at most so long before it: its attempts, with the waits between them. */
const BLOCKED_BY_HOURS = 48;
/** Rows of history that are read for all runs of a list together: a run can have 170 000 before it in these hours. */
const ROWS_READ = 20_000;
/** Between the statement that cancels runs and the audit log entry of the pause. */
const SAME_REQUEST_MS = 5_000;

/** Causes by run ID. Runs without a known cause are left out. */
export async function findCauses(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Causes> {
  const missed = runs.filter(({ status }) => status === 'missed');
  const overlapping = runs.filter(
    ({ status_reason, status }) => status_reason === 'overlap' && status !== 'queued',
  );
  const paused = runs.filter(
    ({ status, status_reason }) => status === 'canceled' && status_reason === 'paused',
  );
  const waiting = runs.filter(
    ({ status, status_reason }) => (status === 'queued' && status_reason === null) || status === 'retrying',
  );
  const found = await Promise.all([
    missed.length > 0 ? findInterruptions(db, missed) : [],
    overlapping.length > 0 ? findOtherRuns(db, overlapping) : [],
    paused.length > 0 ? findPauses(db, paused) : [],
    waiting.length > 0 ? findFullHosts(db, waiting) : [],
  ]);
  return new Map(found.flat().map(({ id, ...cause }) => [id, { ...noHost, ...cause }]));
}

type HostPart = 'host' | 'limit' | 'in_flight';
type Found = (Omit<RunCause, HostPart> & Partial<Pick<RunCause, HostPart>> & { id: string })[];

const noHost: Pick<RunCause, HostPart> = { host: null, limit: null, in_flight: null };

const text = (instant: Temporal.Instant | null) => instant?.toString() ?? null;

/** The interruption that covers most of the time in which the run could have started; a pause before an outage. */
async function findInterruptions(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Found> {
  const { rows } = await sql<Found[number]>`
    select r.id, i.kind, i.started_at as from, i.ended_at as until, i.actor, i.reason, null::uuid as run_id
    from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ due_at }) => text(due_at))}::timestamptz[],
      ${runs.map(({ finished_at }) => text(finished_at))}::timestamptz[]) as r (id, due_at, ended_at)
    cross join lateral (
      select * from interruptions i
      where i.started_at <= r.ended_at and coalesce(i.ended_at, 'infinity'::timestamptz) >= r.due_at
      order by i.kind = 'scheduler_paused' desc,
        least(coalesce(i.ended_at, r.ended_at), r.ended_at) - greatest(i.started_at, r.due_at) desc
      limit 1) i`.execute(db);
  return rows;
}

/** For a skipped run the run that was still going; for a replaced run the newer one. */
async function findOtherRuns(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Found> {
  if (db.isTransaction) return await readOtherRuns(db, runs);
  return await db.transaction().execute(async (trx) => {
    // In the order of the index, however old the statistics are: sorting would read all rows of the job.
    await sql`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(
      trx,
    );
    return await readOtherRuns(trx, runs);
  });
}

async function readOtherRuns(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Found> {
  const ends = runs.map(({ finished_at, due_at }) => finished_at ?? due_at);
  const since = ends.map((end) => lowestIdAt(end.subtract({ hours: BLOCKED_BY_HOURS })));
  const upto = ends.map((end) => lowestIdAt(end.add({ milliseconds: 1 })));
  const atMost = sql.lit(Math.ceil(ROWS_READ / runs.length));
  const began = sql`coalesce(started_at, attempt_started_at)`;
  const { rows } = await sql<Found[number]>`
    select r.id, 'overlap' as kind, o.started_at as from, o.finished_at as until, null as actor, null as reason,
      o.id as run_id
    from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ job_id }) => job_id)}::uuid[],
      ${ends.map(text)}::timestamptz[], ${runs.map(({ status }) => status === 'skipped')}::boolean[],
      ${since}::uuid[], ${upto}::uuid[]) as r (id, job_id, ended_at, is_skipped, since, upto)
    cross join lateral (
      select o.id, o.started_at, o.finished_at from (
        (select id, ${began} as started_at, null::timestamptz as finished_at from live_runs
         where job_id = r.job_id and case when r.is_skipped then ${began} <= r.ended_at else id > r.id end limit ${atMost})
        union all
        (select id, started_at, finished_at from runs
         where r.is_skipped and job_id = r.job_id and id >= r.since and id < r.upto order by id desc limit ${atMost})
        union all
        (select id, started_at, finished_at from runs
         where not r.is_skipped and job_id = r.job_id and id > r.id order by id limit 1)
      ) o
      where o.id <> r.id and (not r.is_skipped
        or o.started_at <= r.ended_at and coalesce(o.finished_at, 'infinity'::timestamptz) >= r.ended_at)
      order by case when r.is_skipped then o.started_at end desc, o.id limit 1) o`.execute(db);
  return rows;
}

/** The audit log entry of the pause that canceled the run. */
async function findPauses(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Found> {
  // The IDs of entries contain their instant, and the index has their order.
  const around = (milliseconds: number) =>
    runs.map(({ finished_at, due_at }) => lowestIdAt((finished_at ?? due_at).add({ milliseconds })));
  const { rows } = await sql<Found[number]>`
    select r.id, 'job_paused' as kind, c.created_at as from, null::timestamptz as until, c.actor,
      left(c.after ->> 'pause_reason', 500) as reason, null::uuid as run_id
    from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ job_id }) => job_id)}::uuid[],
      ${around(-SAME_REQUEST_MS)}::uuid[], ${around(SAME_REQUEST_MS)}::uuid[]) as r (id, job_id, since, upto)
    cross join lateral (
      select * from audit_log c
      where c.job_id = r.job_id and c.action in ('job.paused', 'job.updated') and c.id >= r.since and c.id < r.upto
      order by c.id desc limit 1) c`.execute(db);
  return rows;
}

/** The workers of due runs' hosts report at each beat which hosts are at their limit. */
async function findFullHosts(db: Kysely<Database>, runs: readonly RunInList[]): Promise<Found> {
  const { rows } = await sql<Found[number]>`
    select r.id, 'host_limit' as kind, null::timestamptz as from, null::timestamptz as until, null as actor,
      null as reason, null::uuid as run_id, f.host, f."limit", f.in_flight
    from unnest(${runs.map(({ id }) => id)}::uuid[], ${runs.map(({ job_id }) => job_id)}::uuid[],
      ${runs.map(({ due_at }) => text(due_at))}::timestamptz[]) as r (id, job_id, due_at)
    cross join lateral (select target_host from jobs where id = r.job_id offset 0) j
    join (
      select h.host, sum(h."limit")::integer as "limit", sum(h.in_flight)::integer as in_flight
      from processes p
      cross join lateral jsonb_to_recordset(p.full_hosts) h (host text, "limit" integer, in_flight integer)
      where p.seen_at > clock_timestamp() - make_interval(secs => ${LIVE_SECONDS})
      group by h.host) f on f.host = j.target_host
    where r.due_at <= clock_timestamp()`.execute(db);
  return rows;
}
