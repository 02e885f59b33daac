// The route of upcoming occurrences.
import { createRoute } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { OccurrenceQuery, Occurrences } from './schemas/occurrence.ts';
import { problems } from './schemas/problem.ts';

export const occurrenceRoutes = {
  listOccurrences: createRoute({
    operationId: 'listOccurrences',
    method: 'get',
    path: '/occurrences',
    tags: ['Jobs'],
    summary: 'List upcoming occurrences',
    description:
      'When active jobs occur in a period, computed from their schedules. Paused jobs do not occur. Retries, and the effects of overlap and of the end of a pause, are not foreseen.',
    request: { query: OccurrenceQuery },
    responses: {
      200: { description: 'The occurrences.', content: json(Occurrences) },
      ...problems(),
    },
  }),
};
