// Many at a time: what is asked of the service, and where it goes on after a failure or a stop.
import { expect, test } from 'vitest';
import type { BulkResult } from '../../../client/src/index.ts';
import { createKnown } from '../list/pages.ts';
import { type Ask, createBulk } from './bulk.ts';
import { createSelection } from './selection.ts';

interface Filter {
  status: string;
}

const answer = (done: string[], next_cursor: string | null = null): BulkResult => ({
  dry_run: true,
  done,
  unchanged: [],
  failed: [],
  next_cursor,
});

test('filters are walked to their ends, one after the other', async () => {
  const asked: unknown[] = [];
  const ask: Ask<Filter> = async (part) => {
    asked.push(part);
    return part.filter?.status === 'queued' && !part.cursor ? answer(['a'], 'more') : answer(['b']);
  };
  const bulk = createBulk(ask, { filters: [{ status: 'queued' }, { status: 'running' }] }, true);
  await bulk.goOn();
  expect(asked).toEqual([
    { filter: { status: 'queued' }, dry_run: true },
    { filter: { status: 'queued' }, cursor: 'more', dry_run: true },
    { filter: { status: 'running' }, dry_run: true },
  ]);
  expect(bulk.outcome.value.done).toEqual(['a', 'b', 'b']);
  expect(bulk.isOver()).toBe(true);
});

test('more than a thousand go a thousand at a time; what failed is asked again as the same request', async () => {
  const ids = Array.from({ length: 2_500 }, (_, index) => String(index));
  const keys: (string | undefined)[] = [];
  let isDown = true;
  const ask: Ask<Filter> = async (part, { idempotencyKey }) => {
    keys.push(idempotencyKey);
    if (keys.length === 2 && isDown) throw new Error('down');
    return answer(part.ids ?? []);
  };
  const bulk = createBulk(ask, { ids }, false);
  await expect(bulk.goOn()).rejects.toThrow('down');
  expect(bulk.outcome.value.done.length).toBe(1_000);
  expect(bulk.isOver()).toBe(false);
  isDown = false;
  await bulk.goOn();
  expect(bulk.outcome.value.done).toEqual(ids);
  expect(keys.length).toBe(4);
  expect(keys[2]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

test('a stop lets what is under way end, and is gone on from', async () => {
  const bulk = createBulk<Filter>(
    async ({ ids = [] }) => {
      if (bulk.outcome.peek().done.length === 0) bulk.stop();
      return answer(ids.slice(0, 1));
    },
    { ids: Array.from({ length: 1_001 }, (_, index) => `id ${index}`) },
    true,
  );
  await bulk.goOn();
  expect([bulk.outcome.value.done, bulk.isOver()]).toEqual([['id 0'], false]);
  await bulk.goOn();
  expect([bulk.outcome.value.done, bulk.isOver()]).toEqual([['id 0', 'id 1000'], true]);
});

test('a selection is of some, of a range, or of all but one', () => {
  const known = createKnown(['a', 'b', 'c', 'd'].map((id) => ({ id }))).items;
  const selection = createSelection();
  selection.toggle('b', known);
  selection.extendTo('d', known);
  expect([...selection.picked.value]).toEqual(['b', 'c', 'd']);
  selection.extendTo('a', known);
  expect(selection.picked.value.size).toBe(4);
  selection.clear();
  selection.pickAll();
  expect([selection.has('unknown'), selection.isAll.value]).toEqual([true, true]);
  selection.toggle('c', known);
  expect([[...selection.picked.value], selection.isAll.value]).toEqual([['a', 'b', 'd'], false]);
});
