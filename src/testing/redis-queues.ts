// Test helper: Redis servers, and queues with a consumer on them, for one test.
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Delivery, openQueue, type Queue } from '../queue/queue.ts';
import { createReadiness, type Part } from '../readiness.ts';
import { newId } from '../store/ids.ts';
import { startRedis } from './servers.ts';
import { waitFor } from './wait.ts';

/** Everything ends with the test. */
export function useRedisQueues(onTestFinished: (end: () => Promise<void>) => void) {
  const cleanUps: (() => unknown)[] = [];
  onTestFinished(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  async function startServer(parameters: string[] = []) {
    const server = await startRedis(parameters);
    const redis = new Redis(server.url);
    redis.on('error', () => {});
    cleanUps.push(() => server.throwAway());
    cleanUps.push(() => redis.disconnect());
    return { server, redis, port: Number(new URL(server.url).port) };
  }

  /** A queue with a consumer, as in a worker. */
  function open(redisUrl: string, prefix = 'bull:{test}') {
    const readiness = createReadiness(['enqueue', 'consume']);
    const errors: string[] = [];
    const delivered: Delivery[] = [];
    const report = (error: unknown) => void errors.push((error as Error).message);
    const settings = { redisUrl, redisPrefix: async () => prefix, openPool: () => new pg.Pool() };
    const queue = openQueue(settings, report, readiness);
    const consumer = queue.consume({
      wants: async () => {},
      handle: async (delivery) => {
        delivered.push(delivery);
        return 'handled';
      },
    });
    cleanUps.push(async () => {
      await consumer.stop();
      await consumer.close();
      await queue.close();
    });
    const stateOf = (part: Part) => readiness.list().find(({ name }) => name === part)!;
    const isReady = () => readiness.list().every((state) => state.isReady);
    return { queue, errors, delivered, stateOf, isReady };
  }

  return { startServer, open, cleanUp: (undo: () => unknown) => void cleanUps.push(undo) };
}

export const message = (delayMs = 0) => ({
  id: newId(),
  runs: { 'example.com': [newId()] },
  dueMs: Date.now() + delayMs,
  delayMs,
  isLate: false,
});

/** Sends a message until the queue takes it, and waits for its delivery. */
export async function deliver(queue: Queue, delivered: Delivery[], delayMs = 0): Promise<void> {
  const sent = message(delayMs);
  await waitFor('the queue to take the message', () =>
    queue.enqueue([sent]).then(
      () => true,
      () => false,
    ),
  );
  await waitFor('the message', () =>
    delivered.some(({ runs }) => runs['example.com']![0] === sent.runs['example.com'][0]),
  );
}
