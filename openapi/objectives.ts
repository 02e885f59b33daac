// Routes of lateness objectives.
import { createRoute, z } from '@hono/zod-openapi';
import { json } from './schemas/common.ts';
import { Objective, ObjectiveInput, Objectives, objectiveTag } from './schemas/objective.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Notifications'];
const params = z.object({ tag: objectiveTag });

export const objectiveRoutes = {
  listObjectives: createRoute({
    operationId: 'listObjectives',
    method: 'get',
    path: '/objectives',
    tags,
    summary: 'List lateness objectives',
    description: 'By tag, up to 100, with the share of runs in time, the budget left and the burn rates.',
    responses: { 200: { description: 'The objectives.', content: json(Objectives) }, ...problems() },
  }),
  getObjective: createRoute({
    operationId: 'getObjective',
    method: 'get',
    path: '/objectives/{tag}',
    tags,
    summary: 'Get the lateness objective of a tag',
    request: { params },
    responses: { 200: { description: 'The objective.', content: json(Objective) }, ...problems(404) },
  }),
  putObjective: createRoute({
    operationId: 'putObjective',
    method: 'put',
    path: '/objectives/{tag}',
    tags,
    summary: 'Set the lateness objective of a tag',
    description:
      'Counts the scheduled runs of jobs with the tag from now on. Another `within_seconds` starts the count again.',
    request: { params, body: { required: true, content: json(ObjectiveInput) } },
    responses: {
      200: { description: 'The stored objective.', content: json(Objective) },
      ...problems(409, 413, 415, 422),
    },
  }),
  deleteObjective: createRoute({
    operationId: 'deleteObjective',
    method: 'delete',
    path: '/objectives/{tag}',
    tags,
    summary: 'Delete the lateness objective of a tag',
    description: 'Also deletes what was counted.',
    request: { params },
    responses: { 204: { description: 'The objective is deleted.' }, ...problems(404) },
  }),
};
