// The route that erases the evidence of a job: recorded requests, responses and changes.
import { createRoute } from '@hono/zod-openapi';
import { IdParams, json } from './schemas/common.ts';
import { Erasure, ErasureInput } from './schemas/evidence.ts';
import { problems } from './schemas/problem.ts';

export const evidenceRoutes = {
  eraseEvidence: createRoute({
    operationId: 'eraseEvidence',
    method: 'post',
    path: '/jobs/{id}/erase-evidence',
    tags: ['Jobs'],
    summary: 'Erase the evidence of a job',
    description:
      'Erases the recorded requests and responses of all attempts, the payloads of ended runs that were started with another payload, and the values in the audit log of the job. Runs keep their times, statuses and error messages, and audit log entries their action and author. The definition of the job is unchanged. A run that has not ended keeps its payload until then. Also for a deleted job. Cannot be undone. One request handles 5 000 runs.',
    request: { params: IdParams, body: { required: true, content: json(ErasureInput) } },
    responses: {
      200: { description: 'How much was erased.', content: json(Erasure) },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
};
