// Converts every error to a problem response (RFC 9457).
import { STATUS_CODES } from 'node:http';
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Problem as ProblemBody } from '../../openapi/schemas/problem.ts';
import { isAccessRefusal, isOutage, isTimeout } from '../store/errors.ts';
import { READ_TIMEOUT_MS } from '../store/open.ts';

/** Problem types that clients can distinguish from others with the same status. */
const kinds = {
  loop: { type: '/problems/loop', title: 'A run called the scheduler that sent it' },
};

/** Errors that a response lists; further ones are counted. */
export const ERRORS_AT_MOST = 50;

export type FieldError = NonNullable<ProblemBody['errors']>[number];

/** An invalid request, or a request that the current state does not allow. */
export class Problem extends Error {
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly kind: keyof typeof kinds | undefined;
  /** The client may not do this: the audit log contains the request. */
  readonly isRefusal: boolean;

  constructor(
    status: number,
    detail: string,
    more: {
      errors?: FieldError[];
      headers?: Record<string, string>;
      kind?: keyof typeof kinds;
      isRefusal?: boolean;
    } = {},
  ) {
    super(detail);
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
    this.kind = more.kind;
    this.isRefusal = more.isRefusal ?? (status === 401 || status === 403);
  }
}

/** A 422 that names the invalid fields. `count` is their number if `errors` does not contain all of them. */
export function invalidFields(errors: FieldError[], count = errors.length): Problem {
  const fields = count === 1 ? '1 invalid field' : `${count} invalid fields`;
  const more = count - ERRORS_AT_MOST;
  const rest = more > 0 ? `errors lists ${ERRORS_AT_MOST}, and there are ${more} more` : 'see errors';
  return new Problem(422, `The request has ${fields}; ${rest}.`, { errors: errors.slice(0, ERRORS_AT_MOST) });
}

/** The errors of the 422 that the work throws. */
export function collectErrors(work: () => unknown): FieldError[] {
  try {
    work();
    return [];
  } catch (error) {
    if (error instanceof Problem && error.status === 422) return error.errors ?? [];
    throw error;
  }
}

/** Does the work; errors found before are thrown together with those of a 422 that it throws. */
export function withErrors<T>(errors: FieldError[], work: () => T): T {
  let result: T | undefined;
  const found = collectErrors(() => {
    result = work();
  });
  if (errors.length + found.length > 0) throw invalidFields([...errors, ...found]);
  return result as T;
}

export function notFound(what: string): Problem {
  return new Problem(404, `There is no ${what} with this ID.`);
}

function respond(c: Context, problem: Problem, basePath: string): Response {
  const { type, title } = problem.kind
    ? kinds[problem.kind]
    : { type: 'about:blank', title: STATUS_CODES[problem.status] ?? 'Error' };
  const body: ProblemBody = {
    type,
    title,
    status: problem.status,
    detail: problem.message,
    instance: (basePath + new URL(c.req.url).pathname).slice(0, 4000),
    request_id: c.get('requestId'),
    ...(problem.errors && { errors: problem.errors }),
  };
  const headers = { ...problem.headers, 'content-type': 'application/problem+json' };
  return c.body(JSON.stringify(body), problem.status as 400, headers);
}

/** Logs unexpected errors with the request ID and shows nothing of them to the client. */
export function createErrorHandler(
  onError: (error: unknown, requestId: string) => void,
  onProblem: (c: Context, problem: Problem) => void,
  basePath = '',
): ErrorHandler {
  const answer = (c: Context, problem: Problem) => respond(c, problem, basePath);
  return (error, c) => {
    if (error instanceof Problem) {
      onProblem(c, error);
      return answer(c, error);
    }
    if (error instanceof HTTPException) return answer(c, describeHttpException(error));
    // Not an error of the service, and no sign of an outage: the read was too large.
    if (isTimeout(error) && ['GET', 'HEAD'].includes(c.req.method)) return answer(c, tooSlow());
    onError(error, c.get('requestId'));
    if (isOutage(error)) {
      const detail =
        'The database is unreachable. Try again in a few seconds; check first whether a write was stored.';
      return answer(c, new Problem(503, detail, { headers: { 'retry-after': '5' } }));
    }
    if (isAccessRefusal(error)) {
      const detail =
        'The database refuses the access of the service. Try again when its password and rights are restored; the log names them.';
      return answer(c, new Problem(503, detail, { headers: { 'retry-after': '5' } }));
    }
    return answer(
      c,
      new Problem(500, 'An internal error occurred. The log contains it with this request_id.'),
    );
  };
}

function tooSlow(): Problem {
  const seconds = READ_TIMEOUT_MS / 1_000;
  return new Problem(
    503,
    `The database was still reading after ${seconds} s. Request less: a narrower filter, a longer search text or a smaller limit.`,
    { headers: { 'retry-after': String(seconds) } },
  );
}

/** Rewords errors of the OpenAPI library. */
function describeHttpException(error: HTTPException): Problem {
  switch (error.status) {
    case 400:
      // Other bodies are parsed before.
      return new Problem(400, 'The body is not valid JSON: it is empty.');
    case 415:
      return new Problem(415, 'The body must be JSON with the header content-type: application/json.');
    default:
      return new Problem(error.status, STATUS_CODES[error.status] ?? 'Error');
  }
}
