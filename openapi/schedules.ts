// Routes of schedules.
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
    summary: 'See when a schedule occurs',
    description:
      'The next occurrences of a job’s schedule fields, the schedule in plain English, and what about it may surprise. Nothing is stored.',
    request: { body: { required: true, content: json(PreviewInput) } },
    responses: {
      200: { description: 'What the schedule means.', content: json(Preview) },
      ...problems(413, 415, 422),
    },
  }),
};
