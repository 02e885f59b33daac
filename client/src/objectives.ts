// Calls for lateness objectives.
import { type CallOptions, type Calls, expectDone, unwrap } from './calls.ts';
import type { Objective, ObjectiveInput } from './models.ts';

type Input = Omit<ObjectiveInput, 'window_days'> & Partial<Pick<ObjectiveInput, 'window_days'>>;

export class Objectives {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Lists the objectives with what is reached, the budget left and the burn rates. */
  async list(options: CallOptions = {}): Promise<Objective[]> {
    return (await unwrap(this.#calls.raw.GET('/objectives', this.#calls.with(options)))).data;
  }

  async get(tag: string, options: CallOptions = {}): Promise<Objective> {
    const params = { path: { tag } };
    return await unwrap(this.#calls.raw.GET('/objectives/{tag}', { params, ...this.#calls.with(options) }));
  }

  /** Sets the objective of a tag. */
  async put(tag: string, objective: Input, options: CallOptions = {}): Promise<Objective> {
    const params = { path: { tag } };
    return await unwrap(
      this.#calls.raw.PUT('/objectives/{tag}', { params, body: objective, ...this.#calls.with(options) }),
    );
  }

  async delete(tag: string, options: CallOptions = {}): Promise<void> {
    const params = { path: { tag } };
    await expectDone(this.#calls.raw.DELETE('/objectives/{tag}', { params, ...this.#calls.with(options) }));
  }
}
