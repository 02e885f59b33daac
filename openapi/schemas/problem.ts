// The error body: RFC 9457 problem details, and the response declarations that carry it.
import { z } from '@hono/zod-openapi';

export const Problem = z
  .strictObject({
    type: z.string().max(200).openapi({
      description:
        'What kind of problem, as a URI; `about:blank` when the status says it all. `/problems/loop`: a job called the service that sends it.',
    }),
    title: z.string().max(200),
    status: z.int().min(400).max(599),
    detail: z.string().max(2000).openapi({ description: 'What happened and what to do, for a person.' }),
    instance: z.string().max(4000).openapi({ description: 'The path that was asked for.' }),
    request_id: z
      .string()
      .max(100)
      .openapi({ description: 'Quote it when asking for help; the log has it too.' }),
    errors: z
      .array(
        z.strictObject({
          pointer: z
            .string()
            .max(1000)
            .openapi({ description: 'RFC 6901 pointer into the body, or the name of a query parameter.' }),
          detail: z.string().max(1000),
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
      detail: 'The request is well-formed, but 1 field does not hold.',
      instance: '/jobs',
      request_id: '0198f0c2-7a51-7000-8000-000000000000',
      errors: [{ pointer: '/cron_expression', detail: 'Minute 75 is out of range: 0 to 59.' }],
    },
  });

const descriptions = {
  400: 'The request could not be read: malformed JSON, or an unknown or bad query parameter.',
  401: 'It needs an access key, and there is none, or one that is not known.',
  403: 'The role of the key is not enough, or the request comes from where it must not.',
  404: 'There is nothing here under this id.',
  405: 'The path exists, but not with this method; `Allow` names those it has.',
  409: 'The state of things does not allow it now.',
  412: 'The job is not as `If-Match` says any more.',
  413: 'The body is larger than 1 MiB, a batch than 16 MiB.',
  415: 'The body is not `application/json`.',
  422: 'The body was read, but a field does not hold; `errors` names each.',
  429: 'Too many wrong keys from this address; try again after `Retry-After` seconds.',
  500: 'A fault of ours; the log has the request id.',
  503: 'The database is out of reach; try again after `Retry-After` seconds.',
} as const;

type ProblemStatus = keyof typeof descriptions;
type ProblemResponse = {
  description: string;
  content: { 'application/problem+json': { schema: typeof Problem } };
};

/** What any route can answer with. */
const ALWAYS = [400, 403, 500, 503] as const;
/** What those that need a key answer with too. */
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

/** Response declarations for the given error statuses, plus those every route can answer with. */
export function problems<S extends ProblemStatus = never>(...statuses: S[]) {
  return declare([...LOCKED, ...statuses]);
}

/** The same for routes that are open to whoever has no key. */
export function openProblems<S extends ProblemStatus = never>(...statuses: S[]) {
  return declare([...ALWAYS, ...statuses]);
}

export type Problem = z.infer<typeof Problem>;
