// Reads what PostgreSQL and the queue contain: runs, attempts, states of jobs, and messages.
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Cluster } from './cluster.ts';
import type {
  AttemptEvidence,
  JobStateEvidence,
  QueuedMessage,
  RunDigests,
  RunEvidence,
} from './evidence.ts';

interface RunRow extends Omit<RunEvidence, 'attempts'> {
  firstAttempt: StoredAttempt | null;
}
interface StoredAttempt {
  number: number;
  outcome: string;
  started_at: string;
}

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;
const COMMON = `id, job_id as "jobId", trigger, status, status_reason as "statusReason",
  ${ms('scheduled_for')} as "scheduledForMs", ${ms('due_at')} as "dueAtMs",
  attempt_count::int as "attemptCount", lost_count::int as "lostCount",
  ${ms('started_at')} as "startedAtMs", first_attempt as "firstAttempt"`;

export async function readRuns(pool: pg.Pool): Promise<RunEvidence[]> {
  const { rows } = await pool.query<RunRow>(
    `select ${COMMON}, ${ms('missed_until')} as "missedUntilMs", missed_count::int as "missedCount",
            ${ms('finished_at')} as "finishedAtMs", null as "waitingFor" from runs
     union all
     select ${COMMON}, null, null, null, waiting_for from live_runs`,
  );
  const attempts = await pool.query<{ run_id: string; record: StoredAttempt }>(
    'select run_id, record from attempts',
  );
  const laterAttempts = Map.groupBy(attempts.rows, ({ run_id }) => run_id);
  return rows.map(({ firstAttempt, ...run }) => ({
    ...run,
    attempts: [
      ...(firstAttempt === null ? [] : [toAttempt(firstAttempt)]),
      ...(laterAttempts.get(run.id) ?? []).map(({ record }) => toAttempt(record)),
    ],
  }));
}

function toAttempt({ number, outcome, started_at }: StoredAttempt): AttemptEvidence {
  return { number, outcome, startedAtMs: Date.parse(started_at) };
}

export async function readJobStates(pool: pg.Pool): Promise<JobStateEvidence[]> {
  const { rows } = await pool.query<JobStateEvidence>(
    `select job_id as "jobId", status, status_reason as "statusReason", ${ms('next_run')} as "nextRunMs"
     from job_states`,
  );
  return rows;
}

export async function readDigests(pool: pg.Pool): Promise<RunDigests> {
  const { rows } = await pool.query<{ id: string; digest: string }>(
    'select id, md5(runs::text) as digest from runs',
  );
  return new Map(rows.map(({ id, digest }) => [id, digest]));
}

/** By the API where the database cannot be read. */
export async function countUnfinished(cluster: Cluster): Promise<number> {
  if (cluster.backend === 'embedded') {
    const statuses = ['queued', 'running', 'retrying'] as const;
    const { client } = cluster.apis[0]!;
    const pages = await Promise.all(statuses.map((status) => client.runs.list({ status, limit: 1 })));
    return pages.reduce((sum, { data }) => sum + data.length, 0);
  }
  const { pool } = cluster;
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from live_runs');
  return rows[0]!.count;
}

/** Names of databases differ between scenarios: only connections to the scenario's own count. */
export async function countConnections(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()`,
  );
  return rows[0]!.count;
}

export async function readClock(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ now: number }>(`select ${ms('clock_timestamp()')} as now`);
  return rows[0]!.now;
}

/** The messages of BullMQ, under any prefix, or in the schema `bullmq` of the database. */
export async function readQueue(pool: pg.Pool, redis: Redis | undefined): Promise<QueuedMessage[]> {
  if (redis !== undefined) return await readRedisQueue(redis);
  const { rows } = await pool.query<{ id: string; state: string; data: unknown }>(
    'select id, state::text, data from bullmq.job',
  );
  return rows.map(({ id, state, data }) => ({ id, state, runIds: readRunIds(data) }));
}

const LISTS = ['wait', 'active', 'paused'];
const SORTED_SETS = ['delayed', 'prioritized'];

async function readRedisQueue(redis: Redis): Promise<QueuedMessage[]> {
  const messages: QueuedMessage[] = [];
  for (const key of await redis.keys('*')) {
    const state = key.slice(key.lastIndexOf(':') + 1);
    if (!LISTS.includes(state) && !SORTED_SETS.includes(state)) continue;
    const ids = LISTS.includes(state) ? await redis.lrange(key, 0, -1) : await redis.zrange(key, 0, '-1');
    for (const id of ids) {
      const text = await redis.hget(`${key.slice(0, key.lastIndexOf(':'))}:${id}`, 'data');
      messages.push({ id, state, runIds: text === null ? undefined : readRunIds(parse(text)) });
    }
  }
  return messages;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined for a body that is not one of the service's. */
function readRunIds(data: unknown): string[] | undefined {
  const { runs } = (data ?? {}) as { runs?: unknown };
  if (typeof runs !== 'object' || runs === null) return undefined;
  const ids = Object.values(runs).flat() as unknown[];
  return ids.every((id) => typeof id === 'string') ? ids : undefined;
}
