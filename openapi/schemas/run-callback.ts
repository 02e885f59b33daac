// Run callback schema: the message to `on_finish` of a job about the end of a run, and its outcome.
import { z } from '@hono/zod-openapi';
import { DeliveryStatus } from './alert.ts';
import { Instant, orNull } from './common.ts';
import { examples } from './examples.ts';

export const RunCallback = z
  .strictObject({
    url: z.string().max(2083).openapi({ description: 'The URL of `on_finish` when the run ended.' }),
    status: DeliveryStatus,
    attempts: z.int().openapi({ description: 'Number of attempts that have started.' }),
    error: orNull(z.string().max(1_000)).openapi({ description: 'Why the last attempt failed.' }),
    next_attempt_at: orNull(Instant).openapi({
      description:
        'The next attempt. Null unless `queued`. During an attempt, when another process may repeat it.',
    }),
    sent_at: orNull(Instant).openapi({ description: 'When the receiver accepted the message.' }),
  })
  .openapi('RunCallback', { example: examples.runCallback });

export type RunCallback = z.infer<typeof RunCallback>;
