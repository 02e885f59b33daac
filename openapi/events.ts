// The route of change notifications (server-sent events).
import { createRoute, z } from '@hono/zod-openapi';
import { problems } from './schemas/problem.ts';

const stream = z.string().openapi({
  description:
    'Events named `runs` and `jobs`, each with `data: {}` and an `id`. At most one event of each name per second. Without events, a comment line every 15 seconds keeps the connection open.',
  example: 'event: runs\nid: 1798761600000\ndata: {}\n\n',
});

export const eventRoutes = {
  listenToEvents: createRoute({
    operationId: 'listenToEvents',
    method: 'get',
    path: '/events',
    tags: ['Service'],
    summary: 'Stream change notifications',
    description:
      'Server-sent events. A notification says that runs or jobs changed, but not which ones: request the data again. From the first byte of the stream on, every change causes a notification. After a reconnect with `Last-Event-ID`, changes since that event are reported at once.',
    request: {
      headers: z.object({
        'last-event-id': z.string().optional().openapi({
          description: 'The `id` of the last received event. The service ignores any other value.',
          maxLength: 255,
          example: '1798761600000',
        }),
      }),
    },
    responses: {
      200: {
        description: 'A stream of events without end.',
        content: { 'text/event-stream': { schema: stream } },
      },
      ...problems(),
    },
  }),
};
