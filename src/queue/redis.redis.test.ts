// Tests the queue on a Redis server that changes its role, goes silent, is shared, or lacks a right.
// The tests run at the same time: most of their time is the wait for a timeout.
import { readFileSync } from 'node:fs';
import { Queue as BullQueue } from 'bullmq';
import { expect, test } from 'vitest';
import { newId } from '../store/ids.ts';
import { deliver, message, useRedisQueues } from '../testing/redis-queues.ts';
import { freePort } from '../testing/servers.ts';
import { startTcpProxy } from '../testing/tcp-proxy.ts';
import { waitFor } from '../testing/wait.ts';

test.concurrent.for([
  [
    'without INFO',
    '~* &* +@all -info',
    'The Redis user may not run INFO: allow it with ACL SETUSER <user> +info.',
  ],
  [
    'without scripts',
    '~* &* +@all -@scripting',
    'The Redis user may not run scripts: allow them with ACL SETUSER <user> +@scripting.',
  ],
  [
    'with other keys',
    '~other:* &* +@all',
    'The Redis user may not use the keys of the queue: allow them with ACL SETUSER <user> ~bull:*.',
  ],
  [
    'without a command of the scripts',
    '~* &* +@all -zadd',
    'The Redis user may not run ZADD: allow it with ACL SETUSER <user> +zadd.',
  ],
  [
    'without the wait for messages',
    '~* &* +@all -bzpopmin',
    'The Redis user may not run BZPOPMIN: allow it with ACL SETUSER <user> +bzpopmin.',
  ],
] as const)('a user %s: one sentence, few attempts, and recovery', async ([, rights, sentence], {
  onTestFinished,
}) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, port } = await startServer();
  await redis.call('acl', ['setuser', 'limited', 'on', '>secret', ...rights.split(' ')]);
  const { queue, errors, delivered, stateOf, isReady } = open(`redis://limited:secret@127.0.0.1:${port}`);
  await waitFor('the sentence', () => errors.length > 0);
  expect(new Set(errors)).toEqual(new Set([sentence]));
  expect(stateOf('enqueue').reason).toBe(`Runs cannot be enqueued: ${sentence}`);
  expect(stateOf('consume').reason).toBe(`Messages cannot be received: ${sentence}`);
  expect(errors.length).toBeLessThan(10);
  await redis.call('acl', ['setuser', 'limited', 'allkeys', '+@all']);
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
});

test.concurrent('a database that Redis does not have is refused with one sentence', async ({
  onTestFinished,
}) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { port } = await startServer();
  const { queue, errors, stateOf } = open(`redis://127.0.0.1:${port}/99`);
  // Not only at the first attempt: the client would go on with database 0.
  await waitFor('the third attempt', () => errors.length > 2);
  const sentence = 'Redis does not have the database of REDIS_URL: use a smaller number after the host.';
  expect(new Set(errors)).toEqual(new Set([sentence]));
  expect([stateOf('enqueue').isReady, stateOf('consume').isReady]).toEqual([false, false]);
  await expect(queue.enqueue([message()])).rejects.toThrow();
});

test.concurrent('a user with the rights in docs/deployment.md can do everything', async ({
  onTestFinished,
}) => {
  const page = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8');
  const [, rights] = /^ACL SETUSER scheduler on >password (.+)$/m.exec(page)!;
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, port } = await startServer();
  await redis.call('acl', ['setuser', 'scheduler', 'on', '>password', ...rights!.split(' ')]);
  const { queue, errors, delivered, isReady } = open(`redis://scheduler:password@127.0.0.1:${port}`);
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
  await redis.script('FLUSH');
  await deliver(queue, delivered);
  expect(errors).toEqual([]);
});

test.concurrent('a process can start while others probe the queue', async ({ onTestFinished }) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { server, redis } = await startServer();
  const probing = { isOver: false };
  const probe = async () => {
    while (!probing.isOver) await redis.set('bull:{test}:probe', '1', 'PX', 60_000);
  };
  const ended = probe();
  const { errors, isReady } = open(server.url);
  await waitFor('the queue', isReady);
  probing.isOver = true;
  await ended;
  expect(errors).toEqual([]);
});

test.concurrent('rights, memory and roles that change later are reported, and the queue goes on afterwards', async ({
  onTestFinished,
}) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, server } = await startServer();
  const { queue, errors, delivered, stateOf, isReady } = open(server.url);
  await waitFor('readiness', isReady);
  await redis.config('SET', 'maxmemory', '1');
  await waitFor('the memory', () => stateOf('enqueue').reason?.includes('maxmemory'));
  await redis.config('SET', 'maxmemory', '0');
  await waitFor('readiness', isReady);
  await redis.call('replicaof', '127.0.0.1', '1');
  await waitFor('the replica', () => stateOf('consume').reason?.includes('must lead to the primary'));
  await waitFor('the probe', () => !stateOf('enqueue').isReady);
  await redis.call('replicaof', 'no', 'one');
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
  expect(errors.length, 'attempts pause').toBeLessThan(60);
});

test.concurrent('a queue that another program has paused is reported, and keeps its messages', async ({
  onTestFinished,
}) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { server, port } = await startServer();
  const { queue, delivered, stateOf, isReady } = open(server.url);
  await waitFor('readiness', isReady);
  const dashboard = new BullQueue('runs', { connection: { port }, prefix: 'bull:{test}' });
  await dashboard.pause();
  await waitFor('the report', () => /has paused the queue/.test(stateOf('consume').reason ?? ''));
  await queue.enqueue([message()]);
  await dashboard.resume();
  await waitFor('the message', () => delivered.length === 1 && isReady());
  await dashboard.close();
});

test.concurrent('a worker whose connections are refused is not ready', async ({ onTestFinished }) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, server } = await startServer();
  const { isReady, stateOf, queue, delivered } = open(server.url);
  await waitFor('readiness', isReady);
  // The wait for messages uses connections of its own.
  const clients = ((await redis.client('LIST')) as string).split('\n');
  const waiting = clients.filter((client) => client.includes('cmd=bzpopmin'));
  await redis.config('SET', 'maxclients', String(clients.length - 1 - waiting.length));
  for (const client of waiting) await redis.client('KILL', 'ID', /^id=(\d+)/.exec(client)![1]!);
  await waitFor('the refusal', () => !stateOf('consume').isReady);
  await redis.config('SET', 'maxclients', '1000');
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
});

test.concurrent('failover: connections to the demoted primary are replaced', async ({ onTestFinished }) => {
  const { startServer, open, cleanUp } = useRedisQueues(onTestFinished);
  const [old, next] = await Promise.all([startServer(), startServer()]);
  const proxy = await startTcpProxy(old.port);
  cleanUp(() => proxy.close());
  const { queue, delivered, isReady } = open(`redis://127.0.0.1:${proxy.port}`);
  await deliver(queue, delivered);
  proxy.leadTo(next.port);
  await old.redis.call('replicaof', '127.0.0.1', String(next.port));
  await deliver(queue, delivered);
  await waitFor('readiness', isReady);
  expect(await next.redis.exists('bull:{test}:probe')).toBe(1);
});

test.concurrent('silent connections are replaced within seconds', async ({ onTestFinished }) => {
  const { startServer, open, cleanUp } = useRedisQueues(onTestFinished);
  const { port } = await startServer();
  const proxy = await startTcpProxy(port);
  cleanUp(() => proxy.close());
  const { queue, delivered, isReady } = open(`redis://127.0.0.1:${proxy.port}`);
  await deliver(queue, delivered);
  proxy.silence();
  await waitFor('the end of readiness', () => !isReady());
  await deliver(queue, delivered);
  await deliver(queue, delivered, 300);
  await waitFor('readiness', isReady);
});

test.concurrent('two deployments on one Redis in cluster mode do not meet', async ({ onTestFinished }) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  // Without this setting the second port is the first one plus 10 000, which the system may have given to a connection.
  const clusterPort = ['--cluster-port', String(await freePort())];
  const { redis, server } = await startServer(['--cluster-enabled', 'yes', ...clusterPort]);
  await redis.call('cluster', ['addslotsrange', '0', '16383']);
  await waitFor('the cluster', async () =>
    /cluster_state:ok/.test((await redis.call('cluster', 'info')) as string),
  );
  const [first, second] = [open(server.url, 'bull:{one}'), open(server.url, 'bull:{two}')];
  for (const { queue, delivered } of [first, second]) {
    for (let i = 0; i < 5; i++) await deliver(queue, delivered, i * 20);
  }
  expect([first.delivered.length, second.delivered.length]).toEqual([5, 5]);
});

test.concurrent('messages that no service has written are dropped with one error each', async ({
  onTestFinished,
}) => {
  const { startServer, open } = useRedisQueues(onTestFinished);
  const { redis, server, port } = await startServer();
  const bodies = [
    null,
    'text',
    42,
    [],
    {},
    { runs: null, due_ms: 1 },
    { runs: {}, due_ms: 1 },
    { runs: { host: ['not-an-id'] }, due_ms: 1 },
    { runs: { host: [newId(), 7] }, due_ms: 1 },
    { runs: { host: 'text' }, due_ms: 1 },
    { runs: { host: [newId()] }, due_ms: 'soon' },
  ];
  const foreign = new BullQueue('runs', { connection: { port }, prefix: 'bull:{test}' });
  await foreign.addBulk(bodies.map((data) => ({ name: 'due', data })));
  const broken = await foreign.add('due', {});
  await redis.hset(`bull:{test}:runs:${broken.id!}`, 'data', '{"runs":');
  await foreign.close();
  await redis.rpush('bull:{test}:runs:wait', 'without-body');
  const { queue, errors, delivered } = open(server.url);
  await deliver(queue, delivered);
  await waitFor('an empty queue', async () => {
    const { waiting, active } = await queue.depth();
    return waiting + active === 0;
  });
  expect(errors.filter((error) => /^Dropped message .*: its body is not/.test(error))).toHaveLength(
    bodies.length + 2,
  );
  expect(errors).toHaveLength(bodies.length + 2);
  expect(delivered).toHaveLength(1);
  expect(
    (await redis.keys('bull:{test}:runs:*')).filter((key) => /:(\d+|without-body)(:|$)/.test(key)),
  ).toEqual([]);
});
