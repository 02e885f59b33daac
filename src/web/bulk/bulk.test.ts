// Bulk actions and selections: the requests sent, and how an action continues after a failure or a stop.
import { expect, test } from 'vitest';
import type { BulkResult } from '../../../client/src/index.ts';
import { createBulk, type SendBulk } from './bulk.ts';
import { createSelection } from './selection.tsx';

interface Filter {
  status: string;
}

const createResult = (done: string[], next_cursor: string | null = null): BulkResult => ({
  dry_run: true,
  done,
  unchanged: [],
  failed: [],
  next_cursor,
});

test('requests every page of every filter, one after the other', async () => {
  const sent: unknown[] = [];
  const send: SendBulk<Filter> = async (request) => {
    sent.push(request);
    return request.filter?.status === 'queued' && !request.cursor
      ? createResult(['a'], 'more')
      : createResult(['b']);
  };
  const bulk = createBulk(
    send,
    { filters: [{ status: 'queued' }, { status: 'running' }], matches: 'all' },
    true,
  );
  await bulk.proceed();
  expect(sent).toEqual([
    { filter: { status: 'queued' }, dry_run: true },
    { filter: { status: 'queued' }, cursor: 'more', dry_run: true },
    { filter: { status: 'running' }, dry_run: true },
  ]);
  expect(bulk.outcome.value.done).toEqual(['a', 'b', 'b']);
  expect(bulk.isComplete()).toBe(true);
});

test('sends 1,000 IDs per request, and repeats a failed request with the same idempotency key', async () => {
  const ids = Array.from({ length: 2_500 }, (_, index) => String(index));
  const keys: (string | undefined)[] = [];
  let isDown = true;
  const send: SendBulk<Filter> = async (request, { idempotencyKey }) => {
    keys.push(idempotencyKey);
    if (keys.length === 2 && isDown) throw new Error('down');
    return createResult(request.ids ?? []);
  };
  const bulk = createBulk(send, { ids }, false);
  await expect(bulk.proceed()).rejects.toThrow('down');
  expect(bulk.outcome.value.done.length).toBe(1_000);
  expect(bulk.isComplete()).toBe(false);
  isDown = false;
  await bulk.proceed();
  expect(bulk.outcome.value.done).toEqual(ids);
  expect(keys.length).toBe(4);
  expect(keys[2]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
});

test('finishes the current request when stopped, and continues after it', async () => {
  const bulk = createBulk<Filter>(
    async ({ ids = [] }) => {
      if (bulk.outcome.peek().done.length === 0) bulk.stop();
      return createResult(ids.slice(0, 1));
    },
    { ids: Array.from({ length: 1_001 }, (_, index) => `id ${index}`) },
    true,
  );
  await bulk.proceed();
  expect([bulk.outcome.value.done, bulk.isComplete()]).toEqual([['id 0'], false]);
  await bulk.proceed();
  expect([bulk.outcome.value.done, bulk.isComplete()]).toEqual([['id 0', 'id 1000'], true]);
});

test('selects single items, a range, all items, and all items except one', () => {
  const items = { start: 0, ids: ['a', 'b', 'c', 'd'], loaded: new Map() };
  const selection = createSelection();
  selection.toggle('b', items);
  selection.extendTo('d', items);
  expect([...selection.selectedIds.value]).toEqual(['b', 'c', 'd']);
  selection.extendTo('a', items);
  expect(selection.selectedIds.value.size).toBe(4);
  selection.clear();
  selection.selectAll();
  expect([selection.has('unknown'), selection.isAll.value]).toEqual([true, true]);
  selection.toggle('c', items);
  expect([[...selection.selectedIds.value], selection.isAll.value]).toEqual([['a', 'b', 'd'], false]);
});
