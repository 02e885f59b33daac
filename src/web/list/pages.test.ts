// How a long list grows, how fresh pages change it, and that what is far from view is as good as what is near.
import { expect, test } from 'vitest';
import { append, createKnown, type Known, PAGE, replaceFrom } from './pages.ts';

interface Item {
  id: string;
  text: string;
}

const make = (number: number): Item => ({ id: `id ${number}`, text: `item ${number}` });
const makeMany = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => make(from + n));

/** As a service would answer that lists `all`: a cursor is the id of the item before. */
function pageOf(all: readonly Item[], cursor: string | null) {
  const from = all.findIndex(({ id }) => id === cursor) + 1;
  const data = all.slice(from, from + PAGE);
  return { data, next_cursor: from + PAGE < all.length ? data.at(-1)!.id : null };
}

function readAll(all: readonly Item[]): Known<Item> {
  let known = replaceFrom(createKnown<Item>(), 0, pageOf(all, null));
  while (known.tail !== null) known = append(known, pageOf(all, known.tail));
  return known;
}

/** Asks again for the page that the item of this index is on. */
function refresh(known: Known<Item>, all: readonly Item[], index = 0): Known<Item> {
  const number = known.items.partAt(index);
  return replaceFrom(known, number, pageOf(all, known.items.parts[number]!.cursor));
}

function check(known: Known<Item>, all: readonly Item[]): void {
  expect(known.items.slice()).toEqual(all);
  expect(known.items.ids()).toEqual(all.map(({ id }) => id));
  for (const [index, { id }] of all.entries()) expect(known.items.indexOf(id)).toBe(index);
  expect(known.tail).toBeNull();
  // Each page begins behind the item that its cursor names.
  for (const [number, { cursor }] of known.items.parts.entries())
    expect(all[known.items.starts[number]! - 1]?.id ?? null).toBe(cursor);
}

const all = makeMany(0, 1_050);

test('a list is read a page at a time to its end', () => {
  const known = readAll(all);
  check(known, all);
  expect(known.items.parts).toHaveLength(11);
});

test('what is far from view is folded, and the same when it is looked at again', () => {
  const { items } = readAll(all);
  const near = items.at(1_000);
  const far = items.at(0);
  for (let step = 0; step < 20; step++) items.fold(1_000, 1_040);
  expect(items.indexOf('id 0')).toBe(0);
  expect(items.ids(98, 102)).toEqual(['id 98', 'id 99', 'id 100', 'id 101']);
  expect(items.at(1_000)).toBe(near);
  expect(items.at(0)).not.toBe(far);
  expect(items.at(0)).toEqual(far);
  expect(items.at(0), 'from then on it is one object again').toBe(items.find('id 0'));
  expect(items.slice()).toEqual(all);
});

test('a page without a change is the same list', () => {
  const known = readAll(all);
  expect(refresh(known, all).items).toBe(known.items);
});

test('what is new, gone or changed in a page changes that page alone', () => {
  const known = readAll(all);
  const fresh = [make(-1), ...all.slice(0, 40), { id: 'id 40', text: 'changed' }, ...all.slice(43)];
  const next = refresh(known, fresh);
  expect(next.items).not.toBe(known.items);
  expect(next.items.slice()).toEqual(fresh);
});

test('a list that grows at its top is still a list of pages', () => {
  let now = all;
  let known = readAll(all);
  for (let number = 1; number <= 450; number++) {
    now = [make(-number), ...now];
    known = refresh(known, now);
  }
  check(known, now);
  expect(known.items.parts.length).toBeLessThan(20);
});

test('what moved up from far below moves alone', () => {
  const moved = [make(730), ...all.slice(0, 730), ...all.slice(731)];
  check(refresh(readAll(all), moved), moved);
  // Where it is far from view, nobody looks into: there it is until that place is asked for.
  const known = readAll(all);
  for (let step = 0; step < 20; step++) known.items.fold(0, 20);
  const next = refresh(known, moved);
  expect(next.items.slice()).toEqual([make(730), ...all]);
  check(refresh(next, moved, 725), moved);
});

test.each([150, 199])('what moved up by a little from place %i leaves no hole', (place) => {
  const moved = [make(place), ...all.slice(0, place), ...all.slice(place + 1)];
  expect(refresh(readAll(all), moved).items.slice()).toEqual(moved);
});

test('what moved down is not there twice', () => {
  const moved = [...all.slice(0, 12), ...all.slice(13, 250), make(12), ...all.slice(250)];
  const next = refresh(readAll(all), moved, 210);
  expect(next.items.slice()).toEqual(moved);
  check(refresh(next, moved), moved);
});

test('however many are gone, those behind them follow once', () => {
  for (const gone of [1, 99, 100, 101, 150, 199]) {
    const left = all.slice(gone);
    check(refresh(readAll(all), left), left);
  }
});

test('a page that has nothing in common with what was known is where the list goes on', () => {
  const others = makeMany(2_000, 2_300);
  const next = refresh(readAll(all), others);
  expect(next.items.slice()).toEqual(others.slice(0, PAGE));
  expect(next.tail).toBe('id 2099');
});

test('an item is put in the place of another', () => {
  const next = readAll(all).items.with(500, { id: 'id 500', text: 'changed' });
  expect([next.at(500)?.text, next.at(501)?.text, next.length]).toEqual(['changed', 'item 501', 1_050]);
});
