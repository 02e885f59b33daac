// Schemas of readiness: which parts of a process work, and why a part does not.
import { z } from '@hono/zod-openapi';
import { orNull } from './common.ts';

const Reach = z.enum(['ok', 'unreachable']);

export const PartReadiness = z
  .strictObject({
    name: z.enum(['plan', 'enqueue', 'consume', 'write']).openapi({
      description:
        '`plan`: compute due runs. `enqueue`: put their messages into the queue. `consume`: receive messages (worker role only). `write`: write to the database.',
    }),
    status: z.enum(['ok', 'not_ready']).openapi({
      description: '`not_ready`: the latest attempt failed, has no response yet, or none has succeeded yet.',
    }),
    reason: orNull(z.string().max(500)).openapi({ description: 'One sentence. Null if `status` is `ok`.' }),
  })
  .openapi('PartReadiness', { example: { name: 'plan', status: 'ok', reason: null } });

export type PartReadiness = z.infer<typeof PartReadiness>;

export const Readiness = z
  .strictObject({
    status: z.enum(['ok', 'unreachable', 'not_ready']).openapi({
      description:
        '`unreachable`: the database or the queue does not respond. `not_ready`: both respond, but a part does not work.',
    }),
    database: Reach,
    queue: Reach,
    parts: z.array(PartReadiness).max(4),
  })
  .openapi('Readiness', {
    example: {
      status: 'not_ready',
      database: 'ok',
      queue: 'ok',
      parts: [
        { name: 'plan', status: 'ok', reason: null },
        { name: 'enqueue', status: 'ok', reason: null },
        {
          name: 'consume',
          status: 'not_ready',
          reason: 'Messages cannot be received: ERR max number of clients reached.',
        },
        { name: 'write', status: 'ok', reason: null },
      ],
    },
  });
