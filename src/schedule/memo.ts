// A bounded memory of computed values.

/**
 * A `Map` that computes what it does not hold and forgets its oldest entry past `limit` entries. Keys come from
 * users, so without the limit whoever sends ever new ones fills the memory. Oldest, not least used: a hit stays
 * one look-up, and a value wrongly forgotten only costs computing it again.
 */
export class Memo<K, V> {
  readonly #limit: number;
  readonly #values = new Map<K, V>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The value of `key`; what `compute` throws is thrown on and not remembered. */
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
