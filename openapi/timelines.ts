// The route of many jobs at a glance. In front of that of one job, whose path would take this one for an id.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { problems } from './schemas/problem.ts';
import { JobTimelines, TimelineIds } from './schemas/timeline.ts';

export const timelineRoutes = {
  listJobTimelines: createRoute({
    operationId: 'listJobTimelines',
    method: 'get',
    path: '/jobs/timelines',
    tags: ['Jobs'],
    summary: 'The last runs and the next occurrences of many jobs',
    description:
      'For a list of jobs: what became of each lately, and when it goes on. In the order of the ids, without those that do not exist.',
    request: { query: z.strictObject({ ids: TimelineIds }) },
    responses: {
      200: { description: 'One for each job.', content: json(JobTimelines) },
      ...problems(),
    },
  }),
};
