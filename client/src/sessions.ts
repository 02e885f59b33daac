// Calls for sessions of the web interface.
import { type CallOptions, type Calls, expectDone, unwrap } from './calls.ts';
import type { Session } from './models.ts';

export class Sessions {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** The name and role of the API key. */
  async get(options: CallOptions = {}): Promise<Session> {
    return await unwrap(this.#calls.raw.GET('/session', this.#calls.with(options)));
  }

  /** Exchanges an API key for a session cookie. */
  async create(key: string, options: CallOptions = {}): Promise<Session> {
    return await unwrap(this.#calls.raw.POST('/session', { body: { key }, ...this.#calls.with(options) }));
  }

  /** Deletes the session cookie. */
  async delete(options: CallOptions = {}): Promise<void> {
    await expectDone(this.#calls.raw.DELETE('/session', this.#calls.with(options)));
  }
}
