// Plain BullMQ on Redis: delayed jobs, one worker.
import { Queue, Worker } from 'bullmq';
import pg from 'pg';
import { CONNECTIONS, countHistory, createJob, type Peer, type PeerOptions } from './peer.ts';

const QUEUE = 'post';
export const settings = `Redis, delayed jobs, concurrency ${CONNECTIONS}, removeOnComplete`;

export async function start(options: PeerOptions): Promise<Peer> {
  const job = createJob(options);
  const { hostname: host, port, pathname } = new URL(options.redisUrl);
  const connection = { host, port: Number(port), db: Number(pathname.slice(1)), maxRetriesPerRequest: null };
  const queue = new Queue<{ id: string; dueAt: number }>(QUEUE, { connection });
  const worker = new Worker<{ id: string; dueAt: number }>(
    QUEUE,
    async ({ data }) => {
      await job(data.id, data.dueAt);
    },
    { connection, concurrency: CONNECTIONS },
  );
  worker.on('error', (error) => console.error(error));
  await worker.waitUntilReady();
  const pool = new pg.Pool({ connectionString: options.postgresUrl, max: 2 });
  return {
    schedule: async ({ dueAt, ids }) => {
      for (let from = 0; from < ids.length; from += 1_000) {
        const delay = dueAt - Date.now();
        await queue.addBulk(
          ids.slice(from, from + 1_000).map((id) => ({
            name: 'post',
            data: { id, dueAt },
            opts: { delay, removeOnComplete: true, attempts: 4 },
          })),
        );
      }
    },
    countEnded: async ({ dueAt, count }) => {
      if (options.work === 'same') return await countHistory(pool, dueAt);
      return count - (await queue.getJobCountByTypes('delayed', 'waiting', 'active', 'prioritized'));
    },
  };
}
