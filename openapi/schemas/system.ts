// What the service is, and how it is set.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';

const Count = z.int().min(0);
const Reach = z.enum(['ok', 'unreachable']);
const Latency = orNull(z.number().min(0)).openapi({
  description: 'How long a question that needs no work took; null where it was not answered.',
});

const exampleId = '0198f0c2-7a51-7000-8000-000000000000';
const processExample = {
  id: exampleId,
  roles: ['api', 'worker'],
  host: 'scheduler-1',
  pid: 4711,
  version: '0.1.0',
  started_at: '2027-01-31T08:00:00.000Z',
  seen_at: '2027-01-31T09:00:00.000Z',
  concurrency: 200,
  in_flight: 3,
  is_this: true,
};
const settingExample = { name: 'PORT', value: '3000', is_default: true, is_secret: false };

const SystemDatabase = z
  .strictObject({
    kind: z.enum(['embedded', 'postgres']),
    status: Reach,
    latency_ms: Latency,
    version: orNull(z.string().max(200)).openapi({ description: 'Of PostgreSQL.' }),
    size_bytes: orNull(Count).openapi({
      description: 'With its indexes, and the queue where it lies there.',
    }),
  })
  .openapi({ description: 'Where jobs and runs lie.' });

const SystemQueue = z
  .strictObject({
    kind: z.enum(['database', 'redis']),
    status: Reach,
    latency_ms: Latency,
    waiting: orNull(Count).openapi({ description: 'Messages that no worker has taken yet.' }),
    delayed: orNull(Count).openapi({
      description: 'Messages kept back until their runs are about to be due.',
    }),
    active: orNull(Count).openapi({ description: 'Messages that workers have in hand.' }),
  })
  .openapi({
    description: 'Messages say which runs are about to be due. Their numbers are null while unreachable.',
  });

const SystemProcess = z
  .strictObject({
    id: Id,
    roles: z.array(z.enum(['api', 'worker'])).max(2),
    host: z.string().max(255).openapi({ description: 'The name of its machine.' }),
    pid: Count,
    version: z.string().max(50),
    started_at: Instant,
    seen_at: Instant.openapi({ description: 'Each tells of itself every 5 seconds.' }),
    concurrency: orNull(Count).openapi({
      description: 'Requests in flight at most; null for one without the worker role.',
    }),
    in_flight: orNull(Count).openapi({
      description:
        'Runs it had claimed and not yet recorded at `seen_at`; null for one without the worker role.',
    }),
    is_this: z.boolean().openapi({ description: 'It is the one that answers.' }),
  })
  .openapi('SystemProcess', { example: processExample });

const SystemSetting = z
  .strictObject({
    name: z.string().max(100).openapi({ description: 'Of the environment variable.' }),
    value: orNull(z.string().max(10_000)).openapi({
      description: 'As it counts, secrets as `[redacted]`; null where there is none.',
    }),
    is_default: z.boolean().openapi({ description: 'Nothing sets it.' }),
    is_secret: z.boolean().openapi({ description: 'It holds, or may hold, what must not be shown.' }),
  })
  .openapi('SystemSetting', { example: settingExample });

export const System = z
  .strictObject({
    version: z.string().max(50).openapi({ description: 'Of the process that answers.' }),
    database: SystemDatabase,
    queue: SystemQueue,
    processes: z.array(SystemProcess).max(1_000).openapi({
      description:
        'Those that told of themselves in the last 30 seconds, the oldest first; empty while the database is unreachable.',
    }),
    settings: z.array(SystemSetting).max(100).openapi({
      description: 'Every setting of the process that answers.',
    }),
    retention: z
      .strictObject({
        run_days: Count,
        oldest_run_at: orNull(Instant).openapi({
          description: 'How far back history goes; null where there is none, or the database is unreachable.',
        }),
      })
      .openapi({ description: 'How long history is kept.' }),
    targets: z
      .strictObject({
        allowed: z.array(z.string().max(300)).max(1_000).openapi({
          description: 'The entries of `ALLOWED_TARGET_HOSTS`, or what counts while it is unset.',
        }),
        allows_loopback: z
          .boolean()
          .openapi({ description: 'A job may call this process under `localhost`.' }),
      })
      .openapi({ description: 'What jobs may call.' }),
    own_url: orNull(z.string().max(200)).openapi({
      description:
        'Where this process answers on its own machine; null where it does not listen on loopback.',
    }),
  })
  .openapi('System', {
    example: {
      version: '0.1.0',
      database: { kind: 'postgres', status: 'ok', latency_ms: 0.6, version: '18.1', size_bytes: 52_428_800 },
      queue: { kind: 'redis', status: 'ok', latency_ms: 0.3, waiting: 0, delayed: 12, active: 3 },
      processes: [processExample],
      settings: [settingExample],
      retention: { run_days: 30, oldest_run_at: '2027-01-01T00:00:00.000Z' },
      targets: { allowed: ['public'], allows_loopback: false },
      own_url: 'http://localhost:3000',
    },
  });

export type System = z.infer<typeof System>;
