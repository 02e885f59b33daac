// The error for unsuccessful responses.
import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

export interface FieldError {
  /** JSON pointer (RFC 6901) into the body, such as `/cron_expression`, or the name of a query parameter. */
  pointer: string;
  detail: string;
  /** Fields with the intended meaning, to merge into the body: `{ ...body, ...suggestion }`. */
  suggestion?: components['schemas']['ScheduleSuggestion'];
}

/** An unsuccessful response of the service, with its RFC 9457 problem details. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly status: number;
  /** Undefined if the response came from something other than the service, such as a proxy. */
  readonly problem: Problem | undefined;
  /** The ID of the request, which is also in the log of the service. */
  readonly requestId: string | undefined;
  /** The invalid fields or parameters. Empty for other errors. */
  readonly fieldErrors: readonly FieldError[];

  constructor(status: number, problem: Problem | undefined, requestId = problem?.request_id) {
    const fieldErrors = problem?.errors ?? [];
    const fields = fieldErrors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    const message =
      problem?.detail ??
      (status < 300
        ? `The response (${status}) is not JSON. Check that \`baseUrl\` is the URL of the service.`
        : `The response (${status}) did not come from the service, but from a proxy or another server.`);
    super([message, fields].filter(Boolean).join(' '));
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
    this.fieldErrors = fieldErrors;
  }
}

/** @param body the response body, parsed if it was JSON */
export function toError(response: Response, body: unknown): SchedulerError {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body;
  return new SchedulerError(
    response.status,
    isProblem ? (body as Problem) : undefined,
    response.headers.get('x-request-id') ?? undefined,
  );
}
