// Tests of the pages of a list: loading, refreshing those in view after changes, and unloading far ones.
import { expect, test } from 'vitest';
import type { Page } from '../../../client/src/index.ts';
import { collectItems, loadPages, type PageQuery, type Pages, type View } from './pages.ts';

interface Item {
  id: string;
  text: string;
}

const make = (number: number): Item => ({ id: `id ${number}`, text: `item ${number}` });
const makeMany = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => make(from + n));

/** Acts as a service that lists `all`; a cursor is the ID of the item before the page. Counts its requests. */
function serve(all: readonly Item[]) {
  const service = {
    requests: 0,
    fetchPage: async ({ limit, cursor }: PageQuery): Promise<Page<Item>> => {
      service.requests++;
      const from = all.findIndex(({ id }) => id === cursor) + 1;
      const data = all.slice(from, from + limit).map((item) => ({ ...item }));
      return { data, next_cursor: from + limit < all.length ? data.at(-1)!.id : null };
    },
  };
  return service;
}

const load = async (pages: Pages<Item>, all: readonly Item[], view: View, isRefresh = false) =>
  await loadPages(pages, view, isRefresh, serve(all).fetchPage);

/** Scrolls to the end, refreshing on the way if `isRefresh`. */
async function scroll(pages: Pages<Item>, all: readonly Item[], isRefresh = false): Promise<Pages<Item>> {
  let loaded = pages;
  for (let first = 0; first < all.length; first += 50)
    loaded = await load(loaded, all, { first, last: first + 60 }, isRefresh);
  return loaded;
}

const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);
const all = makeMany(0, 1_050);

test('loads a list page by page to its end, and repeats no request', async () => {
  const service = serve(all);
  let pages = await loadPages<Item>([], { first: 0, last: 30 }, true, service.fetchPage);
  expect(pages.map(({ ids }) => ids.length)).toEqual([100]);
  for (let first = 0; first < 1_050; first += 20)
    pages = await loadPages(pages, { first, last: first + 30 }, false, service.fetchPage);
  expect([collectItems(pages).ids, pages.at(-1)!.next]).toEqual([idsOf(all), null]);
  expect(service.requests).toBe(11);
});

test('requests only the pages in view at a refresh, and keeps unchanged items the same objects', async () => {
  const pages = await scroll([], all);
  const service = serve(all.with(530, { ...make(530), text: 'new' }));
  const refreshed = await loadPages(pages, { first: 520, last: 610 }, true, service.fetchPage);
  expect(service.requests).toBe(2);
  const [before, after] = [collectItems(pages).loaded, collectItems(refreshed).loaded];
  const changed = all.filter(({ id }) => before.get(id) !== after.get(id));
  expect(idsOf(changed)).toEqual(['id 530']);
});

test('keeps the IDs of pages that were scrolled past, and loads their items again in view', async () => {
  const long = makeMany(0, 5_000);
  const pages = await scroll([], long);
  const { ids, loaded } = collectItems(pages);
  expect(ids).toEqual(idsOf(long));
  expect(loaded.size).toBeLessThan(1_400);
  const back = collectItems(await load(pages, long, { first: 0, last: 30 }));
  expect([back.ids, back.loaded.get('id 7')]).toEqual([idsOf(long), make(7)]);
});

test.each([
  ['one item is added at the top', [make(-1), ...all]],
  ['more than a page is added at the top', [...makeMany(-250, 0), ...all]],
  ['items are added and removed', [make(-1), ...all.slice(0, 40), ...all.slice(43)]],
  ['an item moves up from far below', [make(730), ...all.slice(0, 730), ...all.slice(731)]],
  ['an item moves up from the next page', [make(150), ...all.slice(0, 150), ...all.slice(151)]],
  ['an item moves down', [...all.slice(0, 12), ...all.slice(13, 250), make(12), ...all.slice(250)]],
  ['the first page is removed', all.slice(100)],
  ['part of the first two pages is removed', all.slice(150)],
  ['everything is replaced', makeMany(2_000, 2_300)],
  ['everything is removed', []],
])('has no gap and no item twice after %s', async (_, changed) => {
  const known = await scroll([], all);
  const top = await load(known, changed, { first: 0, last: 30 }, true);
  expect(collectItems(top).ids.slice(0, 100)).toEqual(idsOf(changed.slice(0, 100)));
  const middle = await load(known, changed, { first: 430, last: 470 }, true);
  for (const pages of [top, middle]) {
    const { ids } = collectItems(pages);
    expect(new Set(ids).size).toBe(ids.length);
    // Every other page shows the change once it is in view.
    const seen = await load(await scroll(pages, changed, true), changed, { first: 0, last: 2_000 }, true);
    expect(collectItems(seen).ids).toEqual(idsOf(changed));
    expect(collectItems(seen).loaded.size).toBe(changed.length);
  }
});
