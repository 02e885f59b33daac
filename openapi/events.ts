// The route of hints that something changed.
import { createRoute, z } from '@hono/zod-openapi';
import { problems } from './schemas/problem.ts';

const stream = z.string().openapi({
  description:
    'Events named `runs` and `jobs`, each with `data: {}` and an `id`, at most one a second of either; a comment every 15 seconds while nothing happens.',
  example: 'event: runs\nid: 1798761600000\ndata: {}\n\n',
});

export const eventRoutes = {
  listenToEvents: createRoute({
    operationId: 'listenToEvents',
    method: 'get',
    path: '/events',
    tags: ['Service'],
    summary: 'Hear that runs or jobs changed',
    description:
      'Server-sent events. A hint says that something of a kind changed, not what: ask again for what is shown. Once the answer has begun, no change goes untold; whoever reconnects with `Last-Event-ID` is told at once of what changed meanwhile.',
    request: {
      headers: z.object({
        'last-event-id': z.string().optional().openapi({
          description: 'The `id` of the last event received; any other value is ignored.',
          maxLength: 255,
          example: '1798761600000',
        }),
      }),
    },
    responses: {
      200: {
        description: 'A stream that does not end.',
        content: { 'text/event-stream': { schema: stream } },
      },
      ...problems(),
    },
  }),
};
