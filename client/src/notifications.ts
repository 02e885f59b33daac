// Calls for notifications: channels, rules, alerts and notices.
import { type CallOptions, type Calls, expectDone, type PostOptions, unwrap } from './calls.ts';
import { Listing } from './listing.ts';
import type {
  Alert,
  Channel,
  ChannelInput,
  ChannelPatch,
  Notice,
  NotificationRule,
  NotificationRuleInput,
  NotificationRulePatch,
  Query,
} from './models.ts';

/** Longer than the 15 seconds that the service allows for a test message. */
const TEST_TIMEOUT_MS = 30_000;

export class Channels {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async list(options: CallOptions = {}): Promise<Channel[]> {
    return (await unwrap(this.#calls.raw.GET('/channels', this.#calls.with(options)))).data;
  }

  async create(channel: ChannelInput, options: PostOptions = {}): Promise<Channel> {
    return await unwrap(this.#calls.raw.POST('/channels', { body: channel, ...this.#calls.with(options) }));
  }

  async get(id: string, options: CallOptions = {}): Promise<Channel> {
    const params = { path: { id } };
    return await unwrap(this.#calls.raw.GET('/channels/{id}', { params, ...this.#calls.with(options) }));
  }

  async update(id: string, patch: ChannelPatch, options: CallOptions = {}): Promise<Channel> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.PATCH('/channels/{id}', { params, body: patch, ...this.#calls.with(options) }),
    );
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    const params = { path: { id } };
    await expectDone(this.#calls.raw.DELETE('/channels/{id}', { params, ...this.#calls.with(options) }));
  }

  /** Sends a test message. The notice that is returned has the outcome. */
  async test(id: string, options: CallOptions = {}): Promise<Notice> {
    const params = { path: { id } };
    const limits = { timeoutMs: TEST_TIMEOUT_MS, ...options };
    return await unwrap(this.#calls.raw.POST('/channels/{id}/test', { params, ...this.#calls.with(limits) }));
  }
}

export class NotificationRules {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  async list(options: CallOptions = {}): Promise<NotificationRule[]> {
    return (await unwrap(this.#calls.raw.GET('/notification-rules', this.#calls.with(options)))).data;
  }

  async create(rule: NotificationRuleInput, options: PostOptions = {}): Promise<NotificationRule> {
    return await unwrap(
      this.#calls.raw.POST('/notification-rules', { body: rule, ...this.#calls.with(options) }),
    );
  }

  async get(id: string, options: CallOptions = {}): Promise<NotificationRule> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.GET('/notification-rules/{id}', { params, ...this.#calls.with(options) }),
    );
  }

  async update(
    id: string,
    patch: NotificationRulePatch,
    options: CallOptions = {},
  ): Promise<NotificationRule> {
    const params = { path: { id } };
    return await unwrap(
      this.#calls.raw.PATCH('/notification-rules/{id}', {
        params,
        body: patch,
        ...this.#calls.with(options),
      }),
    );
  }

  async delete(id: string, options: CallOptions = {}): Promise<void> {
    const params = { path: { id } };
    await expectDone(
      this.#calls.raw.DELETE('/notification-rules/{id}', { params, ...this.#calls.with(options) }),
    );
  }
}

export class Alerts {
  readonly #calls: Calls;

  constructor(calls: Calls) {
    this.#calls = calls;
  }

  /** Lists alerts, newest first. `await` returns one page, `for await` iterates over all alerts. */
  list(query: Query<'listAlerts'> = {}, options: CallOptions = {}): Listing<Alert> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/alerts', {
          params: { query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }

  /** Lists the messages to channels with their outcomes, newest first. */
  listNotices(query: Query<'listNotices'> = {}, options: CallOptions = {}): Listing<Notice> {
    return new Listing((cursor) =>
      unwrap(
        this.#calls.raw.GET('/notices', {
          params: { query: { ...query, ...cursor } },
          ...this.#calls.with(options),
        }),
      ),
    );
  }
}
