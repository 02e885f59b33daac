// Errors that a caller is told of, and the one place where anything thrown becomes problem+json.
import { STATUS_CODES } from 'node:http';
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Problem as ProblemBody } from '../../openapi/schemas/problem.ts';
import { isOutage } from '../store/errors.ts';

/** Problems that a program may want to tell from others of their status. */
const kinds = {
  loop: { type: '/problems/loop', title: 'A job called the scheduler that sends it' },
};

type FieldError = NonNullable<ProblemBody['errors']>[number];

/** A caller's mistake, or a state that does not allow what was asked. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly kind: keyof typeof kinds | undefined;

  constructor(
    status: number,
    detail: string,
    more: { errors?: FieldError[]; headers?: Record<string, string>; kind?: keyof typeof kinds } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.kind = more.kind;
  }
}

/** A body that was read, but means what cannot be: each field at fault is named. */
export function invalidFields(errors: FieldError[]): Problem {
  const count = errors.length === 1 ? '1 field does' : `${errors.length} fields do`;
  return new Problem(422, `The request is well-formed, but ${count} not hold.`, { errors });
}

export function notFound(what: string): Problem {
  return new Problem(404, `There is no ${what} with this id.`);
}

function respond(c: Context, problem: Problem): Response {
  const { type, title } = problem.kind
    ? kinds[problem.kind]
    : { type: 'about:blank', title: STATUS_CODES[problem.status] ?? 'Error' };
  const body: ProblemBody = {
    type,
    title,
    status: problem.status,
    detail: problem.message,
    instance: new URL(c.req.url).pathname.slice(0, 4000),
    request_id: c.get('requestId'),
    ...(problem.errors && { errors: problem.errors }),
  };
  const headers = { ...problem.headers, 'content-type': 'application/problem+json' };
  return c.body(JSON.stringify(body), problem.status as 400, headers);
}

/** What is not a caller's mistake is logged under the request's id and shown without anything of itself. */
export function createErrorHandler(onError: (error: unknown, requestId: string) => void): ErrorHandler {
  return (error, c) => {
    if (error instanceof Problem) return respond(c, error);
    if (error instanceof HTTPException) return respond(c, describeHttpException(error));
    onError(error, c.get('requestId'));
    if (isOutage(error)) {
      const detail =
        'The database is out of reach; nothing was changed as far as is known. Try again shortly.';
      return respond(c, new Problem(503, detail, { headers: { 'retry-after': '5' } }));
    }
    return respond(
      c,
      new Problem(500, 'A fault of ours kept the request from being served; it has been logged.'),
    );
  };
}

/** The contract library's own refusals, in our words. */
function describeHttpException(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      return new Problem(400, 'The body is not well-formed JSON.');
    case 415:
      return new Problem(415, 'The body must be JSON and say so: content-type: application/json.');
    default:
      return new Problem(error.status, STATUS_CODES[error.status] ?? 'Error');
  }
}
