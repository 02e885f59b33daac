// Schemas of the system information: database, queue, processes, settings.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { PartReadiness } from './readiness.ts';

const Count = z.int().min(0);
const Reach = z.enum(['ok', 'unreachable']);
const Latency = orNull(z.number().min(0)).openapi({
  description: 'Duration of a trivial query in milliseconds. Null if it failed.',
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
  full_hosts: [{ host: 'api.example.com', limit: 100, in_flight: 100 }],
  clock_offset_ms: 1,
  is_this: true,
};
const settingExample = { name: 'PORT', value: '3000', is_default: true, is_secret: false };

const SystemDatabase = z
  .strictObject({
    kind: z.enum(['embedded', 'postgres']),
    status: Reach,
    latency_ms: Latency,
    version: orNull(z.string().max(200)).openapi({ description: 'Version of PostgreSQL.' }),
    size_bytes: orNull(Count).openapi({
      description:
        'Size of the database in bytes, with indexes, and with the queue if the database stores it.',
    }),
    clock_change: orNull(
      z.strictObject({
        noticed_at: Instant.openapi({ description: 'By the clock after the change.' }),
        by_ms: z
          .int()
          .openapi({ description: 'Milliseconds by which the clock was set: forward if positive.' }),
        is_held: z.boolean().openapi({
          description:
            'True while nothing is planned or started, until the clock has stayed ahead for a minute.',
        }),
      }),
    ).openapi({
      description: 'The last change of the clock of the database in 24 hours. Null if there was none.',
    }),
  })
  .openapi({ description: 'The database that stores jobs and runs.' });

const SystemQueue = z
  .strictObject({
    kind: z.enum(['database', 'redis']),
    status: Reach,
    latency_ms: Latency,
    waiting: orNull(Count).openapi({ description: 'Messages that no worker has received yet.' }),
    delayed: orNull(Count).openapi({
      description: 'Messages that the queue delivers later, shortly before their runs are due.',
    }),
    active: orNull(Count).openapi({
      description: 'Messages that a worker has received and not yet acknowledged.',
    }),
  })
  .openapi({
    description:
      'The queue. Its messages contain the IDs of runs that are due soon. The message counts are null while the queue is unreachable.',
  });

const SystemProcess = z
  .strictObject({
    id: Id,
    roles: z.array(z.enum(['api', 'worker'])).max(2),
    host: z.string().max(255).openapi({ description: 'Host name of the machine.' }),
    pid: Count,
    version: z.string().max(50),
    started_at: Instant,
    seen_at: Instant.openapi({
      description: 'The last heartbeat. Every process writes one every 5 seconds.',
    }),
    concurrency: orNull(Count).openapi({
      description: 'Maximum number of requests in flight. Null for a process without the worker role.',
    }),
    in_flight: orNull(Count).openapi({
      description:
        'Number of claimed runs whose results were not yet recorded at `seen_at`. Null for a process without the worker role.',
    }),
    full_hosts: z
      .array(z.strictObject({ host: z.string().max(255), limit: Count, in_flight: Count }))
      .max(100)
      .openapi({
        description:
          'Target hosts at their limit of requests in flight, `TARGET_CONCURRENCY`, at `seen_at`: further runs wait for them.',
      }),
    clock_offset_ms: orNull(z.int()).openapi({
      description:
        'Milliseconds by which the clock of the process is ahead of the clock of the database, or behind if negative. Runs start by the clock of the database. Null if not known yet.',
    }),
    is_this: z.boolean().openapi({ description: 'True for the process that sent this response.' }),
  })
  .openapi('SystemProcess', { example: processExample });

const SystemSetting = z
  .strictObject({
    name: z.string().max(100).openapi({ description: 'Name of the environment variable.' }),
    value: orNull(z.string().max(10_000)).openapi({
      description: 'The effective value, with secrets as `[redacted]`. Null if there is no value.',
    }),
    is_default: z.boolean().openapi({ description: 'True if the environment does not set the variable.' }),
    is_secret: z.boolean().openapi({ description: 'True if the value is, or may contain, a secret.' }),
  })
  .openapi('SystemSetting', { example: settingExample });

export const System = z
  .strictObject({
    version: z.string().max(50).openapi({ description: 'Version of the process that sent this response.' }),
    time_zone_data: z.string().max(20).openapi({
      description:
        'Version of the time zone database (IANA tzdata) that computes occurrences. It is part of Node.js.',
      example: '2026c',
    }),
    database: SystemDatabase,
    queue: SystemQueue,
    parts: z.array(PartReadiness).max(4).openapi({
      description: 'Whether the process that sent this response can plan, enqueue, consume and write.',
    }),
    processes: z.array(SystemProcess).max(1_000).openapi({
      description:
        'Processes with a heartbeat in the last 30 seconds, oldest first. Empty while the database is unreachable.',
    }),
    settings: z.array(SystemSetting).max(100).openapi({
      description: 'All settings of the process that sent this response.',
    }),
    retention: z
      .strictObject({
        run_days: Count,
        oldest_run_at: orNull(Instant).openapi({
          description: 'The oldest stored run. Null if there is none, or if the database is unreachable.',
        }),
      })
      .openapi({ description: 'The retention of ended runs.' }),
    targets: z
      .strictObject({
        allowed: z.array(z.string().max(300)).max(1_000).openapi({
          description: 'The entries of `ALLOWED_TARGET_HOSTS`, or its default if it is unset.',
        }),
        allows_loopback: z
          .boolean()
          .openapi({ description: 'True if a job may call this process under `localhost`.' }),
      })
      .openapi({ description: 'The targets that jobs may call.' }),
    own_url: orNull(z.string().max(200)).openapi({
      description: 'URL of this process on its own machine. Null if the process does not listen on loopback.',
    }),
  })
  .openapi('System', {
    example: {
      version: '0.1.0',
      time_zone_data: '2026c',
      database: {
        kind: 'postgres',
        status: 'ok',
        latency_ms: 0.6,
        version: '18.1',
        size_bytes: 52_428_800,
        clock_change: null,
      },
      queue: { kind: 'redis', status: 'ok', latency_ms: 0.3, waiting: 0, delayed: 12, active: 3 },
      parts: [
        { name: 'plan', status: 'ok', reason: null },
        { name: 'enqueue', status: 'ok', reason: null },
        { name: 'write', status: 'ok', reason: null },
      ],
      processes: [processExample],
      settings: [settingExample],
      retention: { run_days: 30, oldest_run_at: '2027-01-01T00:00:00.000Z' },
      targets: { allowed: ['public'], allows_loopback: false },
      own_url: 'http://localhost:3000',
    },
  });

export type System = z.infer<typeof System>;
