// The route that previews a schedule.
import { createRoute } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';
import { Preview, PreviewInput } from './schemas/schedule.ts';

export const scheduleRoutes = {
  previewSchedule: createRoute({
    operationId: 'previewSchedule',
    method: 'post',
    path: '/schedules/preview',
    tags: ['Schedules'],
    summary: 'Preview a schedule',
    description:
      'Returns the next occurrences of a schedule, its description in plain English, and warnings about unexpected behavior such as clock changes. Stores nothing.',
    request: { body: { required: true, content: json(PreviewInput) } },
    responses: {
      200: { description: 'The occurrences, the description and the warnings.', content: json(Preview) },
      ...problems(413, 415, 422),
    },
  }),
};
