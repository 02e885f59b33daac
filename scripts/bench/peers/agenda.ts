// agenda on its PostgreSQL backend, set up for throughput.
import { PostgresBackend } from '@agendajs/postgres-backend';
import { Agenda } from 'agenda';
import pg from 'pg';
import { CONNECTIONS, countHistory, createJob, type Peer, type PeerOptions } from './peer.ts';

export const settings = `PostgreSQL backend, processEvery 100 ms, ${CONNECTIONS} concurrent jobs, lockLimit 2000`;

export async function start(options: PeerOptions): Promise<Peer> {
  const job = createJob(options);
  const pool = new pg.Pool({ connectionString: options.postgresUrl, max: 20 });
  const agenda = new Agenda({
    backend: new PostgresBackend({ pool }),
    processEvery: 100,
    maxConcurrency: CONNECTIONS,
    defaultConcurrency: CONNECTIONS,
    lockLimit: 2_000,
    defaultLockLimit: 2_000,
  });
  agenda.on('error', (error: unknown) => console.error(error));
  agenda.define('post', async ({ attrs }: { attrs: { data: { id: string; dueAt: number } } }) => {
    await job(attrs.data.id, attrs.data.dueAt);
  });
  await agenda.start();
  return {
    // One row each, as `schedule` writes them, but in one statement: agenda has no batch.
    schedule: async ({ dueAt, ids }) => {
      await pool.query(
        `insert into agenda_jobs (name, type, next_run_at, data)
         select 'post', 'normal', $1, jsonb_build_object('id', id, 'dueAt', $2::bigint) from unnest($3::text[]) id`,
        [new Date(dueAt).toISOString(), dueAt, ids],
      );
    },
    countEnded: async ({ dueAt }) => {
      if (options.work === 'same') return await countHistory(pool, dueAt);
      const { rows } = await pool.query<{ count: string }>(
        `select count(*) from agenda_jobs
         where last_finished_at is not null and failed_at is null and (data->>'dueAt')::bigint = $1`,
        [dueAt],
      );
      return Number(rows[0]!.count);
    },
  };
}
