// Tests of the pages of a list: appending, merging refreshed pages, and unloading far pages.
import { expect, test } from 'vitest';
import { createPage, Items } from './items.ts';
import { appendPage, emptyList, type ListData, replacePages, unloadFarPages } from './pages.ts';

interface Item {
  id: string;
  text: string;
}

const PAGE_SIZE = 100;
const make = (number: number): Item => ({ id: `id ${number}`, text: `item ${number}` });
const makeMany = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => make(from + n));

/** Acts as a service that lists `all`; a cursor is the ID of the item before the page. */
function pageOf(all: readonly Item[], cursor: string | null) {
  const from = all.findIndex(({ id }) => id === cursor) + 1;
  const page = createPage(cursor, all.slice(from, from + PAGE_SIZE));
  return { page, next: from + PAGE_SIZE < all.length ? page.ids.at(-1)! : null };
}

function readAll(all: readonly Item[]): ListData<Item> {
  const { page, next } = pageOf(all, null);
  return readToEnd(replacePages<Item>(emptyList, 0, [page], next), all);
}

function readToEnd(list: ListData<Item>, all: readonly Item[]): ListData<Item> {
  if (list.next === null) return list;
  const { page, next } = pageOf(all, list.next);
  return readToEnd(appendPage(list, page, next), all);
}

/** Fetches the page with the item at this index again. */
function refresh(list: ListData<Item>, all: readonly Item[], index = 0): ListData<Item> {
  const number = new Items(list.pages).pageAt(index);
  const { page, next } = pageOf(all, list.pages[number]!.cursor);
  return replacePages(list, number, [page], next);
}

/** Fetches every page that is not loaded, as when the user scrolls through the list. */
function loadMissing(list: ListData<Item>, all: readonly Item[]): ListData<Item> {
  for (let now = list; ; ) {
    const number = now.pages.findIndex(({ items }) => items === undefined);
    if (number < 0) return now;
    const { page, next } = pageOf(all, now.pages[number]!.cursor);
    now = replacePages(now, number, [page], next);
  }
}

function check(list: ListData<Item>, all: readonly Item[]): void {
  const items = new Items(list.pages);
  expect(items.slice()).toEqual(all);
  expect(items.ids()).toEqual(all.map(({ id }) => id));
  for (const [index, item] of all.entries()) {
    expect(items.indexOf(item.id)).toBe(index);
    expect(items.at(index)).toEqual(item);
  }
  expect(list.next).toBeNull();
}

const all = makeMany(0, 1_050);

test('reads a list page by page to its end', () => {
  const list = readAll(all);
  check(list, all);
  expect(list.pages).toHaveLength(11);
  expect(new Items(list.pages).ids(98, 102)).toEqual(['id 98', 'id 99', 'id 100', 'id 101']);
});

test('keeps the IDs of far pages, and loads their items again', () => {
  const long = makeMany(0, 4_000);
  const list = readAll(long);
  let far = list;
  for (let next = unloadFarPages(far, 20, 21); next !== far; next = unloadFarPages(far, 20, 21)) far = next;
  const items = new Items(far.pages);
  expect(far.pages.filter((page) => page.items)).toHaveLength(22);
  expect([items.length, items.indexOf('id 0'), items.at(0)]).toEqual([4_000, 0, undefined]);
  check(loadMissing(far, long), long);
});

test.each([
  ['one item is added at the top', [make(-1), ...all]],
  ['more than a page is added at the top', [...makeMany(-250, 0), ...all]],
  [
    'items are added, changed and removed',
    [make(-1), ...all.slice(0, 40), { id: 'id 40', text: 'new' }, ...all.slice(43)],
  ],
  ['an item moves up from far below', [make(730), ...all.slice(0, 730), ...all.slice(731)]],
  ['an item moves up from the next page', [make(150), ...all.slice(0, 150), ...all.slice(151)]],
  ['an item moves down', [...all.slice(0, 12), ...all.slice(13, 250), make(12), ...all.slice(250)]],
  ['the first page is removed', all.slice(100)],
  ['part of the first two pages is removed', all.slice(150)],
])('has no gap and no item twice after %s', (_, changed) => {
  const next = refresh(readAll(all), changed);
  const items = new Items(next.pages);
  expect(new Set(items.ids()).size).toBe(items.length);
  expect(items.slice().slice(0, PAGE_SIZE)).toEqual(changed.slice(0, PAGE_SIZE));
  // Every other page shows the change once it is in view.
  let seen = next;
  for (let index = 0; index < changed.length; index += 50)
    seen = refresh(loadMissing(seen, changed), changed, index);
  check(readToEnd(loadMissing(seen, changed), changed), changed);
});

test('lists the rest again after a page that shares no item with the known list', () => {
  const others = makeMany(2_000, 2_300);
  check(loadMissing(refresh(readAll(all), others), others), others);
});
