// A chunk of a virtual list: consecutive items, kept as JSON text while far from the viewport.

/**
 * A serialized chunk is two strings, however many items it has. Garbage collection pauses the page, and takes much
 * longer over thousands of objects than over two strings.
 */
export interface Chunk<T> {
  /** The API cursor from which the chunk's items are requested; null for the start of the list. */
  readonly cursor: string | null;
  readonly size: number;
  /** Undefined while the chunk is serialized. */
  items: readonly T[] | undefined;
  /** Defined while the chunk is serialized. */
  serialized: { ids: string; json: string } | undefined;
}

export function makeChunk<T>(cursor: string | null, items: readonly T[]): Chunk<T> {
  return { cursor, size: items.length, items, serialized: undefined };
}

export function serialize<T extends { id: string }>(chunk: Chunk<T>): void {
  if (!chunk.items) return;
  chunk.serialized = { ids: chunk.items.map(({ id }) => id).join('\n'), json: JSON.stringify(chunk.items) };
  chunk.items = undefined;
}

/** Parses a serialized chunk first. */
export function itemsOf<T>(chunk: Chunk<T>): readonly T[] {
  chunk.items ??= JSON.parse(chunk.serialized!.json) as T[];
  chunk.serialized = undefined;
  return chunk.items;
}

/** Leaves a serialized chunk serialized. */
export function idsOf({ items, serialized }: Chunk<{ id: string }>): string[] {
  if (items) return items.map(({ id }) => id);
  return serialized!.ids === '' ? [] : serialized!.ids.split('\n');
}

/** Returns -1 if the chunk has no item with that ID. */
export function indexIn(chunk: Chunk<{ id: string }>, id: string): number {
  if (chunk.items) return chunk.items.findIndex((item) => item.id === id);
  return chunk.serialized!.ids.includes(id) ? idsOf(chunk).indexOf(id) : -1;
}
