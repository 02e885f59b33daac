// The error body (RFC 9457 problem details) and the declarations of error responses.
import { z } from '@hono/zod-openapi';
import { Suggestion } from './suggestion.ts';

export const Problem = z
  .strictObject({
    type: z.string().max(200).openapi({
      description:
        'The problem type as a URI. `about:blank`: see `status`. `/problems/loop`: a job called the scheduler service that runs it.',
    }),
    title: z.string().max(200),
    status: z.int().min(400).max(599),
    detail: z
      .string()
      .max(2000)
      .openapi({ description: 'What happened and how to fix it, in plain English.' }),
    instance: z.string().max(4000).openapi({ description: 'The path of the request.' }),
    request_id: z.string().max(100).openapi({
      description: 'The ID of the request, also in the `x-request-id` header and in the log of the service.',
    }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().max(1000).openapi({
            description:
              'The invalid field: a JSON pointer (RFC 6901) into the body, or the name of a query parameter or header.',
          }),
          detail: z.string().max(1000).openapi({ description: 'The reason and how to fix it.' }),
          suggestion: Suggestion.optional(),
        }),
      )
      .max(1000)
      .optional(),
  })
  .openapi('Problem', {
    example: {
      type: 'about:blank',
      title: 'Unprocessable Content',
      status: 422,
      detail: 'The request has 1 invalid field.',
      instance: '/jobs',
      request_id: '0198f0c2-7a51-7000-8000-000000000000',
      errors: [{ pointer: '/cron_expression', detail: 'minute "75": must be between 0 and 59' }],
    },
  });

const descriptions = {
  400: 'The request is malformed: invalid JSON, or an unknown or invalid query parameter or header.',
  401: 'The API key is missing or unknown.',
  403: 'The role of the API key does not allow the operation, or the origin or host of the request is not allowed.',
  404: 'The resource does not exist.',
  405: 'The path does not support this method. The `Allow` header lists the supported methods.',
  409: 'The current state of the resource does not allow the operation.',
  412: 'The job has changed since it was read: its `ETag` does not match `If-Match`.',
  413: 'The body is too large: the limit is 1 MiB, for a batch of jobs 16 MiB, for a sign-in 4 KiB.',
  415: 'The content type of the body is not `application/json`.',
  422: 'The request has invalid fields. `errors` names each field and the reason.',
  429: 'Too many requests of this API key, or with unknown API keys from this address. Retry after `Retry-After` seconds.',
  500: 'An internal error. The service logged it under `request_id`.',
  503: 'The database is unreachable or the read took too long. Retry after `Retry-After` seconds.',
} as const;

type ProblemStatus = keyof typeof descriptions;
type ProblemResponse = {
  description: string;
  content: { 'application/problem+json': { schema: typeof Problem } };
};

/** Error statuses of every route. */
const ALWAYS = [400, 403, 500, 503] as const;
/** Error statuses of every route that requires an API key. */
const LOCKED = [...ALWAYS, 401, 429] as const;

function declare<S extends ProblemStatus>(statuses: readonly S[]): Record<S, ProblemResponse> {
  const entries = statuses
    .toSorted((a, b) => a - b)
    .map((status) => [
      status,
      { description: descriptions[status], content: { 'application/problem+json': { schema: Problem } } },
    ]);
  return Object.fromEntries(entries) as Record<S, ProblemResponse>;
}

/** Declarations of the given error responses, and of those that every route with an API key has. */
export function problems<S extends ProblemStatus = never>(...statuses: S[]) {
  return declare([...LOCKED, ...statuses]);
}

/** Declarations of error responses for routes without an API key. */
export function openProblems<S extends ProblemStatus = never>(...statuses: S[]) {
  return declare([...ALWAYS, ...statuses]);
}

export type Problem = z.infer<typeof Problem>;
