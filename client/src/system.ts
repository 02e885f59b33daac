// Calls for system information and the scheduler pause.
import { type CallOptions, type Calls, type PostOptions, unwrap } from './calls.ts';
import type { MasterSwitch, SwitchInput, System } from './models.ts';

export class SystemCalls {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** The database, the queue, the processes and the settings of the service. */
  async get(options: CallOptions = {}): Promise<System> {
    return await unwrap(this.#calls.raw.GET('/system', this.#calls.with(options)));
  }

  /** The scheduler pause: whether it is active, since when, by which API key, and why. */
  async getSwitch(options: CallOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.GET('/pause', this.#calls.with(options)));
  }

  /** Pauses the scheduler: no process starts runs until `resume`. */
  async pause(input: SwitchInput = {}, options: PostOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.POST('/pause', { body: input, ...this.#calls.with(options) }));
  }

  async resume(options: PostOptions = {}): Promise<MasterSwitch> {
    return await unwrap(this.#calls.raw.POST('/resume', this.#calls.with(options)));
  }
}
