// Who asks, and sessions for pages that the service itself serves.
import { type CallOptions, type Calls, expectDone, unwrap } from './calls.ts';
import type { Session } from './models.ts';

export class Sessions {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Whose key it is, and what it may. */
  async get(options: CallOptions = {}): Promise<Session> {
    return await unwrap(this.#calls.raw.GET('/session', this.#calls.with(options)));
  }

  /** Exchanges a key for a cookie. */
  async create(key: string, options: CallOptions = {}): Promise<Session> {
    return await unwrap(this.#calls.raw.POST('/session', { body: { key }, ...this.#calls.with(options) }));
  }

  /** Clears the cookie. */
  async delete(options: CallOptions = {}): Promise<void> {
    await expectDone(this.#calls.raw.DELETE('/session', this.#calls.with(options)));
  }
}
