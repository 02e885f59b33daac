// pg-boss, set up for throughput: eight workers that each take batches of 1 000 jobs.
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { countHistory, createJob, type Peer, type PeerOptions } from './peer.ts';

const QUEUE = 'post';
export const settings = 'batchSize 1000, localConcurrency 8, pollingIntervalSeconds 0.5, burstWhenBatchFull';

export async function start(options: PeerOptions): Promise<Peer> {
  const job = createJob(options);
  const boss = new PgBoss({ connectionString: options.postgresUrl, max: 20 });
  boss.on('error', (error) => console.error(error));
  await boss.start();
  await boss.createQueue(QUEUE);
  const pool = new pg.Pool({ connectionString: options.postgresUrl, max: 2 });
  await boss.work<{ id: string; dueAt: number }>(
    QUEUE,
    { batchSize: 1_000, localConcurrency: 8, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true },
    async (jobs) => {
      await Promise.all(jobs.map(({ data }) => job(data.id, data.dueAt)));
    },
  );
  return {
    schedule: async ({ dueAt, ids }) => {
      for (let from = 0; from < ids.length; from += 1_000) {
        const batch = ids.slice(from, from + 1_000);
        const startAfter = new Date(dueAt);
        await boss.insert(
          QUEUE,
          batch.map((id) => ({ data: { id, dueAt }, startAfter })),
        );
      }
    },
    countEnded: async ({ dueAt }) => {
      if (options.work === 'same') return await countHistory(pool, dueAt);
      const { rows } = await pool.query<{ count: string }>(
        `select count(*) from pgboss.job where name = $1 and state = 'completed' and start_after = $2`,
        [QUEUE, new Date(dueAt).toISOString()],
      );
      return Number(rows[0]!.count);
    },
  };
}
