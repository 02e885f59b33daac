// The interface of a peer: what the benchmark asks of each scheduler that it compares with.
import pg from 'pg';
import { createPoster } from './post.ts';

export const CONNECTIONS = 100;

export interface PeerOptions {
  postgresUrl: string;
  redisUrl: string;
  targetUrl: string;
  /** `shipped`: nothing is recorded. `same`: one history row is inserted per job. */
  work: 'shipped' | 'same';
}

/** One due instant of milliseconds identifies a burst. */
export interface Burst {
  dueAt: number;
  ids: string[];
}

export interface Peer {
  /** Creates one job per id, due at the instant. */
  schedule: (burst: Burst) => Promise<void>;
  /** Jobs of the burst that have ended, by the peer's own store. */
  countEnded: (burst: { dueAt: number; count: number }) => Promise<number>;
}

/** What a job does: the POST and, for the same work, its history row. */
export function createJob({
  targetUrl,
  postgresUrl,
  work,
}: PeerOptions): (id: string, dueAt: number) => Promise<void> {
  const post = createPoster(targetUrl, CONNECTIONS);
  if (work === 'shipped') {
    return async (id) => {
      await post(id);
    };
  }
  const pool = new pg.Pool({ connectionString: postgresUrl, max: 10 });
  return async (id, dueAt) => {
    const startedAt = Date.now();
    const statusCode = await post(id);
    const finishedAt = Date.now();
    await pool.query({
      name: 'insert_history',
      text: `insert into bench_history
        (id, status, due_at, started_at, finished_at, lateness_ms, duration_ms, status_code, attempt)
        values ($1, 'succeeded', $2, $3, $4, $5, $6, $7, $8)`,
      values: [
        id,
        new Date(dueAt).toISOString(),
        new Date(startedAt).toISOString(),
        new Date(finishedAt).toISOString(),
        startedAt - dueAt,
        finishedAt - startedAt,
        statusCode,
        JSON.stringify({ number: 1, outcome: 'succeeded', response: { body: '{"ok":true}' } }),
      ],
    });
  };
}

/** The history of the same work: one row per job, indexed by id alone. */
export async function createHistory(pool: pg.Pool): Promise<void> {
  await pool.query(`create table if not exists bench_history (
    id uuid primary key,
    status varchar(20) not null,
    due_at timestamptz not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    lateness_ms integer not null,
    duration_ms integer not null,
    status_code integer not null,
    attempt jsonb not null)`);
}

/** Ids hold their due instant, so a burst's history is a range of ids. */
export async function countHistory(pool: pg.Pool, dueAt: number): Promise<number> {
  const lowest = (ms: number) => `${ms.toString(16).padStart(12, '0')}00000000000000000000`;
  const { rows } = await pool.query<{ count: string }>(
    'select count(*) from bench_history where id >= $1 and id < $2',
    [lowest(dueAt), lowest(dueAt + 1)],
  );
  return Number(rows[0]!.count);
}
