// Tests the queue while Redis refuses commands: one sentence names the cause, and deliveries go on afterwards.
import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { deliver, useRedisQueues } from '../testing/redis-queues.ts';
import { waitFor } from '../testing/wait.ts';

interface Refusal {
  when: string;
  sentence: string;
  begin: (redis: Redis) => Promise<unknown>;
  end: (redis: Redis) => Promise<unknown>;
}

const DELAYED = 'bull:{test}:runs:delayed';

const refusals: Refusal[] = [
  {
    when: 'replicas are missing',
    sentence: 'Redis has too few replicas and refuses writes: connect them, or lower min-replicas-to-write.',
    begin: (redis) => redis.config('SET', 'min-replicas-to-write', '1'),
    end: (redis) => redis.config('SET', 'min-replicas-to-write', '0'),
  },
  {
    when: 'it is a replica without its primary',
    sentence: 'Redis is a replica without its primary: REDIS_URL or REDIS_HOST must lead to the primary.',
    begin: async (redis) => {
      await redis.config('SET', 'replica-serve-stale-data', 'no');
      await redis.call('replicaof', '127.0.0.1', '1');
    },
    end: (redis) => redis.call('replicaof', 'no', 'one'),
  },
  {
    when: 'a script does not end',
    sentence: 'Redis is busy with a script of another program: end it with SCRIPT KILL.',
    begin: async (redis) => {
      await redis.config('SET', 'busy-reply-threshold', '50');
      const other = redis.duplicate();
      other.on('error', () => {});
      void other
        .eval('while true do end', 0)
        .catch(() => {})
        .finally(() => other.disconnect());
    },
    end: (redis) => redis.call('script', 'kill'),
  },
  {
    when: 'a key has the type of another program',
    sentence:
      'A key of the queue has the wrong type, because another program has written it: find it below bull:*, and delete it.',
    begin: (redis) => redis.set(DELAYED, 'text'),
    end: (redis) => redis.del(DELAYED),
  },
];

test.concurrent.for(refusals)('when $when', async ({ sentence, begin, end }, { onTestFinished }) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, server } = await startServer();
  const { queue, delivered, errors, stateOf, isReady } = open(server.url);
  await waitFor('readiness', isReady);
  await begin(redis);
  const reasons = () => `${stateOf('enqueue').reason} ${stateOf('consume').reason}`;
  await waitFor('the sentence', () => reasons().includes(sentence));
  await end(redis);
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
  expect(errors.length, 'attempts pause').toBeLessThan(60);
});
