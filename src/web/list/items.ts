// The known items of a list, page by page; pages far from the viewport keep only their IDs.

export interface ListPage<T> {
  /** The API cursor from which the page is requested; null for the start of the list. */
  readonly cursor: string | null;
  readonly ids: readonly string[];
  /** Undefined while the page is not loaded. */
  readonly items: readonly T[] | undefined;
}

export class Items<T extends { id: string }> {
  readonly pages: readonly ListPage<T>[];
  readonly length: number;
  /** The index of the first item of each page. */
  readonly starts: readonly number[];

  constructor(pages: readonly ListPage<T>[]) {
    let length = 0;
    this.pages = pages;
    this.starts = pages.map(({ ids }) => (length += ids.length) - ids.length);
    this.length = length;
  }

  /** The number of the page with the item at an index; the last page for an index past the end. */
  pageAt(index: number): number {
    const next = this.starts.findIndex((start) => start > index);
    return (next < 0 ? this.pages.length : next) - 1;
  }

  /** Undefined if the item is not loaded. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.length) return undefined;
    const page = this.pageAt(index);
    return this.pages[page]!.items?.[index - this.starts[page]!];
  }

  /** The loaded items. */
  slice(): T[] {
    return this.pages.flatMap(({ items }) => items ?? []);
  }

  ids(from = 0, to = this.length): string[] {
    return this.pages.flatMap(({ ids }, page) => {
      const start = this.starts[page]!;
      return start < to && start + ids.length > from
        ? ids.slice(Math.max(0, from - start), Math.max(0, to - start))
        : [];
    });
  }

  /** Returns -1 if no item has that ID. */
  indexOf(id: string | undefined): number {
    if (id === undefined) return -1;
    for (const [page, { ids }] of this.pages.entries()) {
      const index = ids.indexOf(id);
      if (index >= 0) return this.starts[page]! + index;
    }
    return -1;
  }

  find(id: string | undefined): T | undefined {
    return this.at(this.indexOf(id));
  }

  /** Whether the set contains the ID of every item. */
  areIn(selected: ReadonlySet<string>): boolean {
    return this.pages.every(({ ids }) => ids.every((id) => selected.has(id)));
  }
}

export function createPage<T extends { id: string }>(
  cursor: string | null,
  items: readonly T[],
): ListPage<T> {
  return { cursor, items, ids: items.map(({ id }) => id) };
}

/** The items of a list that has not been loaded. */
export const noItems = new Items<never>([]);
