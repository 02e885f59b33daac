// Interns values of cached items: equal strings and objects share memory, which shortens garbage collection.

/** The limit for strings and for objects; a full table is cleared. */
const MAX_ENTRIES = 5_000;
const strings = new Map<string, string>();
const objects = new Map<string, unknown>();

/** Replaces field values by interned equal values. Changes the item, so no other code may hold a reference to it. */
export function internValues<T extends object>(item: T): T {
  for (const key in item) {
    const value: unknown = item[key];
    if (typeof value === 'string') item[key] = intern(strings, value, value) as (typeof item)[typeof key];
    else if (value !== null && typeof value === 'object')
      item[key] = intern(objects, JSON.stringify(value), value) as (typeof item)[typeof key];
  }
  return item;
}

function intern<T>(table: Map<string, T>, text: string, value: T): T {
  const existing = table.get(text);
  if (existing !== undefined) return existing;
  if (table.size >= MAX_ENTRIES) table.clear();
  table.set(text, value);
  return value;
}
