// The service as a whole: what it is, and its master switch.
import { type CallOptions, type Calls, type PostOptions, unwrap } from './calls.ts';
import type { MasterSwitch, SwitchInput, System } from './models.ts';

export class SystemCalls {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Its database, its queue, its processes and its settings. */
  async get(options: CallOptions = {}): Promise<System> {
    return await unwrap(this.#calls.raw.GET('/system', this.#calls.with(options)));
  }

  /** Is everything paused, since when, by whom and why? */
  async getSwitch(options: CallOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.GET('/pause', this.#calls.with(options)));
  }

  /** Nothing starts any more, in any process, until `resume`. */
  async pause(input: SwitchInput = {}, options: PostOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.POST('/pause', { body: input, ...this.#calls.with(options) }));
  }

  async resume(options: PostOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.POST('/resume', this.#calls.with(options)));
  }
}
