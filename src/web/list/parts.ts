// A part of a list: some items one after the other, which far from view are kept as text.

/**
 * Folded, a part is two strings, however many items it has: a collection of garbage, which stops the page, has next to
 * nothing to look at.
 */
export interface Part<T> {
  /** The list can be asked for from here on. */
  readonly cursor: string | null;
  readonly size: number;
  /** Undefined while it is folded. */
  items: readonly T[] | undefined;
  /** While it is folded. */
  folded: { ids: string; json: string } | undefined;
}

export function makePart<T>(cursor: string | null, items: readonly T[]): Part<T> {
  return { cursor, size: items.length, items, folded: undefined };
}

export function fold<T extends { id: string }>(part: Part<T>): void {
  if (!part.items) return;
  part.folded = { ids: part.items.map(({ id }) => id).join('\n'), json: JSON.stringify(part.items) };
  part.items = undefined;
}

export function itemsOf<T>(part: Part<T>): readonly T[] {
  part.items ??= JSON.parse(part.folded!.json) as T[];
  part.folded = undefined;
  return part.items;
}

/** Without unfolding it. */
export function idsOf({ items, folded }: Part<{ id: string }>): string[] {
  if (items) return items.map(({ id }) => id);
  return folded!.ids === '' ? [] : folded!.ids.split('\n');
}

/** -1 where it has none of that id. */
export function indexIn(part: Part<{ id: string }>, id: string): number {
  if (part.items) return part.items.findIndex((item) => item.id === id);
  return part.folded!.ids.includes(id) ? idsOf(part).indexOf(id) : -1;
}
