// A bounded cache of computed values.

/**
 * A cache that computes missing values and evicts its oldest entry above `limit` entries. Keys come from users: without
 * a limit, requests with ever new keys would exhaust the memory. It evicts the oldest entry, not the least recently
 * used: a hit is a single look-up, and an evicted value is computed again.
 */
export class Memo<K, V> {
  readonly #limit: number;
  readonly #values = new Map<K, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of `key`. An error of `compute` is thrown to the caller and not cached. */
  get(key: K, compute: (key: K) => V): V {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = compute(key);
    if (this.#values.size >= this.#limit) {
      for (const oldest of this.#values.keys()) {
        this.#values.delete(oldest);
        break;
      }
    }
    this.#values.set(key, value);
    return value;
  }
}
