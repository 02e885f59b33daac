// Tests of the pages of a list: loading, refreshing those in view after changes, and unloading far ones.
import { InfiniteQueryObserver, QueryClient } from '@tanstack/query-core';
import { expect, test } from 'vitest';
import type { Page } from '../../../client/src/index.ts';
import { collectItems, loadPage, type PageQuery, type Pages, paging, type View } from './pages.ts';

interface Item {
  id: string;
  text: string;
}

const make = (number: number): Item => ({ id: `id ${number}`, text: `item ${number}` });
const makeMany = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => make(from + n));

/** Acts as a service that lists `all`, which tests change; a cursor is the ID of the item before the page. Counts its requests. */
function serve(all: readonly Item[]) {
  const service = {
    all,
    requests: 0,
    fetchPage: async ({ limit, cursor }: PageQuery): Promise<Page<Item>> => {
      service.requests++;
      const { all } = service;
      const from = all.findIndex(({ id }) => id === cursor) + 1;
      const data = all.slice(from, from + limit).map((item) => ({ ...item }));
      return { data, next_cursor: from + limit < all.length ? data.at(-1)!.id : null };
    },
  };
  return service;
}

/** A list of the service, in which a user scrolls. */
function open(all: readonly Item[], maxPages: number) {
  const service = serve(all);
  const view: View = { first: 0, last: 30 };
  const client = new QueryClient();
  const observer = new InfiniteQueryObserver<
    Page<Item>,
    Error,
    Pages<Item>,
    string[],
    Pages<Item>['pageParams'][0]
  >(client, {
    queryKey: ['list'],
    queryFn: ({ pageParam }) =>
      loadPage(pageParam, client.getQueryData<Pages<Item>>(['list']), view, service.fetchPage),
    maxPages,
    ...paging,
  });
  const read = () => collectItems(observer.getCurrentResult().data!);
  return {
    service,
    read,
    refresh: () => observer.refetch(),
    /** Brings the items in view and loads what is missing there. */
    async show(first: number, last: number): Promise<void> {
      Object.assign(view, { first, last });
      if (!observer.getCurrentResult().data) await observer.refetch();
      while (read().start > first) await observer.fetchPreviousPage();
      while (read().start + read().ids.length <= last && observer.getCurrentResult().hasNextPage)
        await observer.fetchNextPage();
    },
    async scroll(isRefresh = false): Promise<void> {
      for (let first = 0; first < service.all.length; first += 50) {
        await this.show(first, first + 60);
        if (isRefresh) await observer.refetch();
      }
    },
  };
}

const idsOf = (items: readonly Item[]) => items.map(({ id }) => id);
const all = makeMany(0, 1_050);

test('loads a list page by page to its end, and repeats no request', async () => {
  const list = open(all, 20);
  await list.show(0, 30);
  expect(list.read().ids.length).toBe(100);
  await list.scroll();
  expect(list.read().ids).toEqual(idsOf(all));
  expect(list.service.requests).toBe(11);
});

test('requests only the pages in view at a refresh, and keeps unchanged items the same objects', async () => {
  const list = open(all, 20);
  await list.scroll();
  await list.show(520, 610);
  const before = list.read().loaded;
  Object.assign(list.service, { requests: 0, all: all.with(530, { ...make(530), text: 'new' }) });
  await list.refresh();
  expect(list.service.requests).toBe(2);
  const after = list.read().loaded;
  expect(idsOf(all.filter(({ id }) => before.get(id) !== after.get(id)))).toEqual(['id 530']);
});

test('unloads pages far from the view, and loads them again in view', async () => {
  const long = makeMany(0, 5_000);
  const list = open(long, 10);
  await list.scroll();
  expect([list.read().start, list.read().ids]).toEqual([4_000, idsOf(long.slice(4_000))]);
  await list.show(0, 30);
  expect([list.read().start, list.read().ids]).toEqual([0, idsOf(long.slice(0, 1_000))]);
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
  for (const first of [0, 430]) {
    const list = open(all, 20);
    await list.scroll();
    await list.show(first, first + 30);
    list.service.all = changed;
    await list.refresh();
    if (first === 0) expect(list.read().ids.slice(0, 100)).toEqual(idsOf(changed.slice(0, 100)));
    // Every other page shows the change once it is in view.
    await list.scroll(true);
    await list.show(0, 2_000);
    await list.refresh();
    expect(list.read().ids).toEqual(idsOf(changed));
  }
});
