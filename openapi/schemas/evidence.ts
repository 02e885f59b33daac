// Schemas of the erasure of a job's evidence.
import { z } from '@hono/zod-openapi';
import { Cursor, orNull, text } from './common.ts';
import { examples } from './examples.ts';

export const ErasureInput = z
  .strictObject({
    confirm: text(255).openapi({
      description: 'The name or the ID of the job, as a confirmation; of a deleted job, the ID.',
    }),
    cursor: Cursor.openapi({
      description: 'Continue here. The value is `next_cursor` of the previous response.',
    }),
  })
  .openapi('ErasureInput', { example: { confirm: examples.job.name } });

export const Erasure = z
  .strictObject({
    erased_runs: z
      .int()
      .min(0)
      .openapi({ description: 'Ended runs whose requests, responses or payloads this request has erased.' }),
    next_cursor: orNull(z.string().max(2000)).openapi({
      description: 'Set if the job has more runs: repeat the request with this `cursor`.',
    }),
  })
  .openapi('Erasure', { example: { erased_runs: 720, next_cursor: null } });

export type ErasureInput = z.infer<typeof ErasureInput>;
export type Erasure = z.infer<typeof Erasure>;
