// Schemas of interruptions: times in which no run could start.
import { z } from '@hono/zod-openapi';
import { Instant, orNull } from './common.ts';
import { InterruptionKind } from './run.ts';

const example = {
  kind: 'scheduler_paused',
  from: '2027-01-31T09:10:00.000Z',
  until: '2027-01-31T09:20:00.000Z',
  actor: 'ada',
  reason: 'The network is being rebuilt.',
};

const Interruption = z
  .strictObject({
    kind: InterruptionKind.openapi({
      description:
        '`scheduler_paused`: someone paused the scheduler. `no_worker`: no process with the worker role was running. `database_unreachable`, `queue_unreachable`: a process could not reach it for 10 s or more.',
    }),
    from: Instant,
    until: orNull(Instant).openapi({ description: 'Null while it lasts.' }),
    actor: orNull(z.string().max(100)).openapi({ description: 'The API key that paused the scheduler.' }),
    reason: orNull(z.string().max(500)),
  })
  .openapi('Interruption', { example });

export const Interruptions = z
  .strictObject({ data: z.array(Interruption).max(1_000) })
  .openapi('Interruptions', { example: { data: [example] } });
