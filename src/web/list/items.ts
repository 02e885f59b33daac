// What is known of a long list, from its first item on.
import { fold, idsOf, indexIn, itemsOf, makePart, type Part } from './parts.ts';

/** Items on either side of what is in view that stay unfolded. */
const NEAR = 250;

/** It never changes; but where it is far from view, an item may become another object, which says the same. */
export class Items<T extends { id: string }> {
  readonly length: number;
  readonly parts: readonly Part<T>[];
  /** The index of the first item of each part. */
  readonly starts: readonly number[];

  constructor(parts: readonly Part<T>[]) {
    let length = 0;
    this.starts = parts.map(({ size }) => (length += size) - size);
    this.parts = parts;
    this.length = length;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const number = this.partAt(index);
    return itemsOf(this.parts[number]!)[index - this.starts[number]!];
  }

  slice(from = 0, to = this.length): T[] {
    return this.#collect(from, to, itemsOf);
  }

  ids(from = 0, to = this.length): string[] {
    return this.#collect(from, to, idsOf);
  }

  /** -1 where none has that id. */
  indexOf(id: string | undefined): number {
    if (id === undefined) return -1;
    // What is asked for is near, most of the time.
    for (const isFolded of [false, true]) {
      for (const [number, part] of this.parts.entries()) {
        const index = (part.items === undefined) === isFolded ? indexIn(part, id) : -1;
        if (index >= 0) return this.starts[number]! + index;
      }
    }
    return -1;
  }

  find(id: string | undefined): T | undefined {
    return this.at(this.indexOf(id));
  }

  /** Whether all of them are among these. */
  areIn(ids: ReadonlySet<string>): boolean {
    return this.parts.every((part) => idsOf(part).every((id) => ids.has(id)));
  }

  /** Among those that are not folded. */
  findNear(id: string): T | undefined {
    for (const { items } of this.parts) {
      const item = items?.find((one) => one.id === id);
      if (item) return item;
    }
    return undefined;
  }

  /** The number of the part that has the item of an index; the last one behind the end. */
  partAt(index: number): number {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Of the part from which the item of an index is asked for. */
  cursorBefore(index: number): string | null {
    let number = this.partAt(index);
    // An empty one is where something may have come.
    while (number > 0 && this.parts[number - 1]!.size === 0) number--;
    return this.parts[number]!.cursor;
  }

  /** Of the part behind that of a cursor; undefined where that begins behind the item of an index. */
  cursorAfter(cursor: string | null, last: number): string | null | undefined {
    const number = this.numberOf(cursor) + 1;
    return number > 0 && this.starts[number]! <= last ? this.parts[number]?.cursor : undefined;
  }

  /** Of the part of a cursor; -1 where there is none. */
  numberOf(cursor: string | null): number {
    return this.parts.findIndex((part) => part.cursor === cursor);
  }

  with(index: number, item: T): Items<T> {
    const number = this.partAt(index);
    const part = this.parts[number]!;
    const items = itemsOf(part).with(index - this.starts[number]!, item);
    return new Items(this.parts.with(number, makePart(part.cursor, items)));
  }

  /** Folds a part that is far from the items between two indexes: one, so that no frame waits for more. */
  fold(first: number, last: number): void {
    const isFar = (start: number, size: number) => start + size < first - NEAR || start > last + NEAR;
    const far = this.parts.find(({ items, size }, number) => items && isFar(this.starts[number]!, size));
    if (far) fold(far);
  }

  #collect<V>(from: number, to: number, read: (part: Part<T>) => readonly V[]): V[] {
    const found: V[] = [];
    for (let number = this.partAt(from); number < this.parts.length; number++) {
      const start = this.starts[number]!;
      if (start >= to) break;
      found.push(...read(this.parts[number]!).slice(Math.max(0, from - start), to - start));
    }
    return found;
  }
}

/** Of a list that has not been answered yet. */
export const nothing = new Items<never>([makePart(null, [])]);
