// What a call that was answered, but not with a success, throws.
import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

export interface FieldError {
  /** RFC 6901 pointer into the body, such as `/cron_expression`, or the name of a query parameter. */
  pointer: string;
  detail: string;
}

/** The service refused a call, or could not serve it: RFC 9457 problem details. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly status: number;
  /** Undefined where something other than the service answered, such as a proxy. */
  readonly problem: Problem | undefined;
  /** Quote it when asking for help: the service's log has it too. */
  readonly requestId: string | undefined;
  /** Empty unless fields or parameters were at fault. */
  readonly fieldErrors: readonly FieldError[];

  constructor(status: number, problem: Problem | undefined, requestId = problem?.request_id) {
    const fieldErrors = problem?.errors ?? [];
    const fields = fieldErrors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    const sentence =
      problem?.detail ??
      (status < 300
        ? `The answer (${status}) is not JSON: is \`baseUrl\` the service's?`
        : `Something on the way to the service answered ${status}.`);
    super([sentence, fields].filter(Boolean).join(' '));
    this.status = status;
    this.problem = problem;
    this.requestId = requestId;
    this.fieldErrors = fieldErrors;
  }
}

/** @param body what was answered, parsed where it was JSON */
export function toError(response: Response, body: unknown): SchedulerError {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body;
  return new SchedulerError(
    response.status,
    isProblem ? (body as Problem) : undefined,
    response.headers.get('x-request-id') ?? undefined,
  );
}
