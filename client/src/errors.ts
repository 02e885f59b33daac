// What a call that did not succeed throws.
import type { components } from './schema.ts';

export type Problem = components['schemas']['Problem'];

/** The service refused a call, or could not serve it: RFC 9457 problem details. */
export class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly status: number;
  /** Undefined where something other than the service answered, such as a proxy. */
  readonly problem: Problem | undefined;

  constructor(status: number, problem: Problem | undefined) {
    const fields = problem?.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
    super([problem?.detail ?? `The service answered ${status}.`, fields].filter(Boolean).join(' '));
    this.status = status;
    this.problem = problem;
  }
}
