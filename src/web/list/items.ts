// The items of a long list: those far from view are kept as text, which a collection of garbage need not look into.
import { share } from './share.ts';

/** Folded together. */
const CHUNK = 64;
/** Chunks on either side of what is in view that stay unfolded. */
const NEAR = 4;
/** A frame is not kept waiting for more. */
const FOLDED_AT_ONCE = 2;

interface Store<T> {
  /** An item, or its JSON. */
  entries: (T | string)[];
  /** The index of each by its id, in their order: a long list is not searched. */
  places: Map<string, number>;
  /** Chunks with items that are not folded. */
  open: Set<number>;
}

/**
 * What a list knows of, from its first item on. After a change it is another object, so that whoever follows it
 * notices; the one before is not to be used any more. An item that stays the same, and near, is the same object.
 */
export class Items<T extends { id: string }> {
  readonly #store: Store<T>;

  constructor(items: readonly T[] | Items<T> = []) {
    this.#store =
      items instanceof Items
        ? items.#store
        : { entries: [...items], places: placesOf(items.map(({ id }) => id)), open: new Set() };
    if (!(items instanceof Items)) this.#open(0, items.length);
  }

  get length(): number {
    return this.#store.entries.length;
  }

  at(index: number): T | undefined {
    const { entries, open } = this.#store;
    const entry = entries[index];
    if (typeof entry !== 'string') return entry;
    open.add(chunkOf(index));
    return (entries[index] = share(JSON.parse(entry) as T));
  }

  slice(from = 0, to = this.length): T[] {
    const last = Math.min(to, this.length);
    return Array.from({ length: Math.max(0, last - from) }, (_, offset) => this.at(from + offset)!);
  }

  /** -1 where there is none of that id. */
  indexOf(id: string | undefined): number {
    return (id === undefined ? undefined : this.#store.places.get(id)) ?? -1;
  }

  find(id: string | undefined): T | undefined {
    return this.at(this.indexOf(id));
  }

  ids(from = 0, to = this.length): string[] {
    return [...this.#store.places.keys()].slice(from, to);
  }

  /** Puts others in the place of those from one index to another; itself, where they are the same. */
  replace(from: number, to: number, items: readonly T[]): Items<T> {
    const { entries, places } = this.#store;
    const isAsLong = items.length === to - from;
    if (isAsLong && items.every((item, offset) => item === entries[from + offset])) return this;
    if (from === entries.length) {
      for (const { id } of items) places.set(id, places.size);
    } else if (!isAsLong || items.some(({ id }, offset) => places.get(id) !== from + offset)) {
      this.#store.places = placesOf([...this.ids(0, from), ...items.map(({ id }) => id), ...this.ids(to)]);
    }
    entries.splice(from, to - from, ...items);
    this.#open(from, isAsLong ? to : entries.length);
    return new Items(this);
  }

  /** Folds what is far from those between the two indexes. */
  fold(first: number, last: number): void {
    const { entries, open } = this.#store;
    let left = FOLDED_AT_ONCE;
    for (const chunk of open) {
      if (chunk >= chunkOf(first) - NEAR && chunk <= chunkOf(last) + NEAR) continue;
      if (left-- === 0) return;
      const end = Math.min((chunk + 1) * CHUNK, entries.length);
      for (let index = chunk * CHUNK; index < end; index++) {
        const entry = entries[index];
        if (typeof entry !== 'string') entries[index] = JSON.stringify(entry);
      }
      open.delete(chunk);
    }
  }

  #open(from: number, to: number): void {
    for (let chunk = chunkOf(from); chunk * CHUNK < to; chunk++) this.#store.open.add(chunk);
  }
}

/** Of a list that has not been answered yet. */
export const nothing = new Items<never>();

function chunkOf(index: number): number {
  return Math.floor(index / CHUNK);
}

function placesOf(ids: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const id of ids) places.set(id, places.size);
  return places;
}
