// The route of job timelines. Registered before `/jobs/{id}`, which would match `/jobs/timelines`.
import { createRoute, z } from '@hono/zod-openapi';
import { idList, json } from './schemas/common.ts';
import { examples } from './schemas/examples.ts';
import { problems } from './schemas/problem.ts';
import { JobTimelines } from './schemas/timeline.ts';

export const timelineRoutes = {
  listJobTimelines: createRoute({
    operationId: 'listJobTimelines',
    method: 'get',
    path: '/jobs/timelines',
    tags: ['Jobs'],
    summary: 'Get the last runs and next occurrences of many jobs',
    description: 'One timeline per job, in the order of `ids`. IDs of jobs that do not exist are omitted.',
    request: { query: z.strictObject({ ids: idList('Job IDs, separated by commas.', examples.job.id) }) },
    responses: {
      200: { description: 'The timelines.', content: json(JobTimelines) },
      ...problems(),
    },
  }),
};
