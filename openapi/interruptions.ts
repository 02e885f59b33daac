// The route of interruptions of the service.
import { createRoute, z } from '@hono/zod-openapi';
import { Instant, json } from './schemas/common.ts';
import { Interruptions } from './schemas/interruption.ts';
import { problems } from './schemas/problem.ts';

export const interruptionRoutes = {
  listInterruptions: createRoute({
    operationId: 'listInterruptions',
    method: 'get',
    path: '/interruptions',
    tags: ['Service'],
    summary: 'List times in which no run could start',
    description:
      'Pauses of the scheduler, and outages of the workers, the database and the queue, that overlap the period. Up to 1 000, oldest first. They are kept as long as runs.',
    request: {
      query: z.strictObject({
        from: Instant.optional().openapi({
          description: 'The start of the period. Defaults to 24 hours ago.',
        }),
        to: Instant.optional().openapi({ description: 'The end of the period. Defaults to now.' }),
      }),
    },
    responses: {
      200: { description: 'The interruptions.', content: json(Interruptions) },
      ...problems(),
    },
  }),
};
