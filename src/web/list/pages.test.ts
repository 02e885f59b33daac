// Tests of cached lists: appending pages, merging refreshed pages, and serialized chunks.
import { expect, test } from 'vitest';
import { append, type CachedList, createCachedList, PAGE_SIZE, replaceFrom } from './pages.ts';

interface Item {
  id: string;
  text: string;
}

const make = (number: number): Item => ({ id: `id ${number}`, text: `item ${number}` });
const makeMany = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => make(from + n));

/** Acts as a service that lists `all`; a cursor is the ID of the item before the page. */
function pageOf(all: readonly Item[], cursor: string | null) {
  const from = all.findIndex(({ id }) => id === cursor) + 1;
  const data = all.slice(from, from + PAGE_SIZE);
  return { data, next_cursor: from + PAGE_SIZE < all.length ? data.at(-1)!.id : null };
}

function readAll(all: readonly Item[]): CachedList<Item> {
  let list = replaceFrom(createCachedList<Item>(), 0, pageOf(all, null));
  while (list.tail !== null) list = append(list, pageOf(all, list.tail));
  return list;
}

/** Fetches the page with the item at this index again. */
function refresh(list: CachedList<Item>, all: readonly Item[], index = 0): CachedList<Item> {
  const number = list.items.chunkAt(index);
  return replaceFrom(list, number, pageOf(all, list.items.chunks[number]!.cursor));
}

function check(list: CachedList<Item>, all: readonly Item[]): void {
  expect(list.items.slice()).toEqual(all);
  expect(list.items.ids()).toEqual(all.map(({ id }) => id));
  for (const [index, { id }] of all.entries()) expect(list.items.indexOf(id)).toBe(index);
  expect(list.tail).toBeNull();
  // Each chunk starts after the item that its cursor names.
  for (const [number, { cursor }] of list.items.chunks.entries())
    expect(all[list.items.starts[number]! - 1]?.id ?? null).toBe(cursor);
}

const all = makeMany(0, 1_050);

test('reads a list page by page to its end', () => {
  const list = readAll(all);
  check(list, all);
  expect(list.items.chunks).toHaveLength(11);
});

test('serializes chunks far from the viewport and restores equal items', () => {
  const { items } = readAll(all);
  const near = items.at(1_000);
  const far = items.at(0);
  for (let step = 0; step < 20; step++) items.serializeFar(1_000, 1_040);
  expect(items.indexOf('id 0')).toBe(0);
  expect(items.ids(98, 102)).toEqual(['id 98', 'id 99', 'id 100', 'id 101']);
  expect(items.at(1_000)).toBe(near);
  expect(items.at(0)).not.toBe(far);
  expect(items.at(0)).toEqual(far);
  expect(items.at(0), 'an item is parsed once').toBe(items.find('id 0'));
  expect(items.slice()).toEqual(all);
});

test('keeps the same list when a page is unchanged', () => {
  const list = readAll(all);
  expect(refresh(list, all).items).toBe(list.items);
});

test('changes only the refreshed page when items are added, removed or changed', () => {
  const list = readAll(all);
  const fresh = [make(-1), ...all.slice(0, 40), { id: 'id 40', text: 'changed' }, ...all.slice(43)];
  const next = refresh(list, fresh);
  expect(next.items).not.toBe(list.items);
  expect(next.items.slice()).toEqual(fresh);
});

test('joins small chunks when a list grows at its top', () => {
  let now = all;
  let list = readAll(all);
  for (let number = 1; number <= 450; number++) {
    now = [make(-number), ...now];
    list = refresh(list, now);
  }
  check(list, now);
  expect(list.items.chunks.length).toBeLessThan(20);
});

test('moves an item up from far below without moving others', () => {
  const moved = [make(730), ...all.slice(0, 730), ...all.slice(731)];
  check(refresh(readAll(all), moved), moved);
  // A serialized chunk keeps its copy of the item until the chunk is fetched again.
  const list = readAll(all);
  for (let step = 0; step < 20; step++) list.items.serializeFar(0, 20);
  const next = refresh(list, moved);
  expect(next.items.slice()).toEqual([make(730), ...all]);
  check(refresh(next, moved, 725), moved);
});

test.each([150, 199])('leaves no gap where an item moved up from index %i', (place) => {
  const moved = [make(place), ...all.slice(0, place), ...all.slice(place + 1)];
  expect(refresh(readAll(all), moved).items.slice()).toEqual(moved);
});

test('lists an item once after it moved down', () => {
  const moved = [...all.slice(0, 12), ...all.slice(13, 250), make(12), ...all.slice(250)];
  const next = refresh(readAll(all), moved, 210);
  expect(next.items.slice()).toEqual(moved);
  check(refresh(next, moved), moved);
});

test('lists the following items once after any number of deletions', () => {
  for (const gone of [1, 99, 100, 101, 150, 199]) {
    const left = all.slice(gone);
    check(refresh(readAll(all), left), left);
  }
});

test('continues after a page that shares no item with the cached list', () => {
  const others = makeMany(2_000, 2_300);
  const next = refresh(readAll(all), others);
  expect(next.items.slice()).toEqual(others.slice(0, PAGE_SIZE));
  expect(next.tail).toBe('id 2099');
});

test('replaces one item', () => {
  const next = readAll(all).items.with(500, { id: 'id 500', text: 'changed' });
  expect([next.at(500)?.text, next.at(501)?.text, next.length]).toEqual(['changed', 'item 501', 1_050]);
});
