// Equal values of many items are one value: a long list weighs a fraction, and so does each collection of garbage.

/** Of each kind; then it begins anew. */
const KNOWN_AT_MOST = 5_000;
const strings = new Map<string, string>();
const objects = new Map<string, unknown>();

/** Puts what is known in place of what equals it. The item is fresh: nobody else has it. */
export function share<T extends object>(item: T): T {
  for (const key in item) {
    const value: unknown = item[key];
    if (typeof value === 'string') item[key] = keepOne(strings, value, value) as (typeof item)[typeof key];
    else if (value !== null && typeof value === 'object')
      item[key] = keepOne(objects, JSON.stringify(value), value) as (typeof item)[typeof key];
  }
  return item;
}

function keepOne<T>(known: Map<string, T>, text: string, value: T): T {
  const old = known.get(text);
  if (old !== undefined) return old;
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(text, value);
  return value;
}
