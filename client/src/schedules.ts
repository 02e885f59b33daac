// Calls for schedules.
import { type CallOptions, type Calls, unwrap } from './calls.ts';
import type { Preview, PreviewInput } from './models.ts';

export class Schedules {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Previews a schedule: its description, next occurrences and warnings. */
  async preview(schedule: PreviewInput, options: CallOptions = {}): Promise<Preview> {
    return await unwrap(
      this.#calls.raw.POST('/schedules/preview', { body: schedule, ...this.#calls.with(options) }),
    );
  }
}
