// Calls for credentials: named secrets and connections for the targets of jobs.
import { type CallOptions, type Calls, expectDone, type PostOptions, unwrap } from './calls.ts';
import type { Credential, CredentialInput, CredentialPatch } from './models.ts';

export class Credentials {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async list(options: CallOptions = {}): Promise<Credential[]> {
    return (await unwrap(this.#calls.raw.GET('/credentials', this.#calls.with(options)))).data;
  }

  async create(credential: CredentialInput, options: PostOptions = {}): Promise<Credential> {
    return await unwrap(
      this.#calls.raw.POST('/credentials', { body: credential, ...this.#calls.with(options) }),
    );
  }

  async get(name: string, options: CallOptions = {}): Promise<Credential> {
    const params = { path: { name } };
    return await unwrap(this.#calls.raw.GET('/credentials/{name}', { params, ...this.#calls.with(options) }));
  }

  async update(name: string, patch: CredentialPatch, options: CallOptions = {}): Promise<Credential> {
    const params = { path: { name } };
    return await unwrap(
      this.#calls.raw.PATCH('/credentials/{name}', { params, body: patch, ...this.#calls.with(options) }),
    );
  }

  async delete(name: string, options: CallOptions = {}): Promise<void> {
    const params = { path: { name } };
    await expectDone(this.#calls.raw.DELETE('/credentials/{name}', { params, ...this.#calls.with(options) }));
  }
}
