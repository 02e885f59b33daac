// graphile-worker, set up for throughput: a local queue of 2 000 jobs and completions in batches.
import { Logger, makeWorkerUtils, run, type WorkerUtils } from 'graphile-worker';
import pg from 'pg';
import { CONNECTIONS, countHistory, createJob, type Peer, type PeerOptions } from './peer.ts';

export const settings = `localQueue 2000, ${CONNECTIONS} concurrent jobs, completeJobBatchDelay 0, pollInterval 100 ms`;

export async function start(options: PeerOptions): Promise<Peer> {
  const job = createJob(options);
  const logger = new Logger(() => () => {});
  const preset = {
    worker: {
      connectionString: options.postgresUrl,
      concurrentJobs: CONNECTIONS,
      maxPoolSize: 20,
      pollInterval: 100,
      localQueue: { size: 2_000 },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
    },
  };
  const utils: WorkerUtils = await makeWorkerUtils({ preset, logger });
  await utils.migrate();
  const pool = new pg.Pool({ connectionString: options.postgresUrl, max: 2 });
  await run({
    preset,
    logger,
    noHandleSignals: true,
    taskList: {
      post: async (payload) => {
        const { id, dueAt } = payload as { id: string; dueAt: number };
        await job(id, dueAt);
      },
    },
  });
  return {
    schedule: async ({ dueAt, ids }) => {
      for (let from = 0; from < ids.length; from += 1_000) {
        await utils.addJobs(
          ids.slice(from, from + 1_000).map((id) => ({
            identifier: 'post',
            payload: { id, dueAt },
            runAt: new Date(dueAt),
            maxAttempts: 4,
          })),
        );
      }
    },
    countEnded: async ({ dueAt, count }) => {
      if (options.work === 'same') return await countHistory(pool, dueAt);
      // A job is deleted as it completes.
      const { rows } = await pool.query<{ count: string }>(
        'select count(*) from graphile_worker._private_jobs where run_at = $1',
        [new Date(dueAt).toISOString()],
      );
      return count - Number(rows[0]!.count);
    },
  };
}
