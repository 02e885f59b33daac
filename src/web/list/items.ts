// The loaded items of a virtual list, from its start, stored in chunks.
import { type Chunk, idsOf, indexIn, itemsOf, makeChunk, serialize } from './chunks.ts';

/** Chunks within this many items of the viewport stay parsed. */
const NEAR = 250;

/** Immutable, except that items far from the viewport may be replaced by equal objects. */
export class Items<T extends { id: string }> {
  readonly length: number;
  readonly chunks: readonly Chunk<T>[];
  /** The index of the first item of each chunk. */
  readonly starts: readonly number[];

  constructor(chunks: readonly Chunk<T>[]) {
    let length = 0;
    this.starts = chunks.map(({ size }) => (length += size) - size);
    this.chunks = chunks;
    this.length = length;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const number = this.chunkAt(index);
    return itemsOf(this.chunks[number]!)[index - this.starts[number]!];
  }

  slice(from = 0, to = this.length): T[] {
    return this.#collect(from, to, itemsOf);
  }

  ids(from = 0, to = this.length): string[] {
    return this.#collect(from, to, idsOf);
  }

  /** Returns -1 if no item has that ID. */
  indexOf(id: string | undefined): number {
    if (id === undefined) return -1;
    // Searches parsed chunks first, because most requested items are near the viewport.
    for (const isSerialized of [false, true]) {
      for (const [number, chunk] of this.chunks.entries()) {
        const index = (chunk.items === undefined) === isSerialized ? indexIn(chunk, id) : -1;
        if (index >= 0) return this.starts[number]! + index;
      }
    }
    return -1;
  }

  find(id: string | undefined): T | undefined {
    return this.at(this.indexOf(id));
  }

  /** Whether the set contains the ID of every item. */
  areIn(ids: ReadonlySet<string>): boolean {
    return this.chunks.every((chunk) => idsOf(chunk).every((id) => ids.has(id)));
  }

  /** Searches parsed chunks only. */
  findNear(id: string): T | undefined {
    for (const { items } of this.chunks) {
      const item = items?.find((one) => one.id === id);
      if (item) return item;
    }
    return undefined;
  }

  /** The number of the chunk with the item at an index; the last chunk for an index past the end. */
  chunkAt(index: number): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The cursor with which the item at an index is requested. */
  cursorBefore(index: number): string | null {
    let number = this.chunkAt(index);
    // Starts at preceding empty chunks, because new items may have appeared there.
    while (number > 0 && this.chunks[number - 1]!.size === 0) number--;
    return this.chunks[number]!.cursor;
  }

  /** The cursor of the chunk after the given one; undefined if that chunk starts after the index `last`. */
  cursorAfter(cursor: string | null, last: number): string | null | undefined {
    const number = this.numberOf(cursor) + 1;
    return number > 0 && this.starts[number]! <= last ? this.chunks[number]?.cursor : undefined;
  }

  /** The number of the chunk with that cursor, or -1. */
  numberOf(cursor: string | null): number {
    return this.chunks.findIndex((chunk) => chunk.cursor === cursor);
  }

  with(index: number, item: T): Items<T> {
    const number = this.chunkAt(index);
    const chunk = this.chunks[number]!;
    const items = itemsOf(chunk).with(index - this.starts[number]!, item);
    return new Items(this.chunks.with(number, makeChunk(chunk.cursor, items)));
  }

  /** Serializes one chunk far from the visible range; only one per call, to keep each frame short. */
  serializeFar(first: number, last: number): void {
    const isFar = (start: number, size: number) => start + size < first - NEAR || start > last + NEAR;
    const far = this.chunks.find(({ items, size }, number) => items && isFar(this.starts[number]!, size));
    if (far) serialize(far);
  }

  #collect<V>(from: number, to: number, read: (chunk: Chunk<T>) => readonly V[]): V[] {
    const found: V[] = [];
    for (let number = this.chunkAt(from); number < this.chunks.length; number++) {
      const start = this.starts[number]!;
      if (start >= to) break;
      found.push(...read(this.chunks[number]!).slice(Math.max(0, from - start), to - start));
    }
    return found;
  }
}

/** The items of a list that has not been loaded. */
export const noItems = new Items<never>([makeChunk(null, [])]);
