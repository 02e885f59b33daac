// A lightweight AbortController with at most one listener, without the cost of EventTarget.

/** The part of AbortSignal that a request uses. A real AbortSignal is compatible. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: { handleEvent(): void }): void;
  removeEventListener(type: 'abort', listener: { handleEvent(): void }): void;
}

/** Controller and signal in one object. At most one listener: a second one replaces the first. */
export class Cancellation implements CancelSignal {
  aborted = false;
  reason: unknown = undefined;
  #listener: { handleEvent(): void } | null = null;

  get signal(): Cancellation {
    return this;
  }

  /** Calls the listener synchronously. Only the first call has an effect. */
  abort(reason?: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listener = this.#listener;
    this.#listener = null;
    listener?.handleEvent();
  }

  addEventListener(_type: 'abort', listener: { handleEvent(): void }): void {
    this.#listener = listener;
  }

  removeEventListener(_type: 'abort', listener: { handleEvent(): void }): void {
    if (this.#listener === listener) this.#listener = null;
  }
}
