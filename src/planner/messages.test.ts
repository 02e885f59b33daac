// Tests of messages: runs that are due together share one, grouped by host.
import { expect, test } from 'vitest';
import type { Message, Queue } from '../queue/queue.ts';
import { batchRuns, enqueue } from './messages.ts';

const start = Date.parse('2027-01-01T00:00:00Z');
const due = (id: number, ms: number, host = 'example.com') => ({
  host,
  id: String(id),
  dueAt: Temporal.Instant.fromEpochMilliseconds(start + ms),
});

test('runs due within a fifth of a second share a message, up to a hundred', () => {
  const together = batchRuns([due(1, 0), due(3, 201), due(2, 200)]);
  expect(together.map((batch) => batch.runs.map((run) => run.id))).toEqual([['1', '2'], ['3']]);

  const many = batchRuns(Array.from({ length: 250 }, (_, id) => due(id, 0)));
  expect(many.map((batch) => batch.runs.length)).toEqual([100, 100, 50]);
  expect(new Set(many.map((batch) => batch.messageId)).size).toBe(3);
});

test('no runs make no message', () => {
  expect(batchRuns([])).toEqual([]);
});

test('a message groups its runs by host, is released early, and is late if all its runs are', async () => {
  const sent: Message[] = [];
  const queue = { enqueue: async (messages: Message[]) => void sent.push(...messages) } as Queue;
  const batches = [
    { messageId: 'soon', runs: [due(1, 0, 'a.example'), due(2, 100, 'b.example'), due(3, 200, 'a.example')] },
    { messageId: 'late', runs: [due(4, -60_101), due(5, -60_001)] },
    { messageId: 'partly', runs: [due(6, -60_100), due(7, -59_900)] },
    { messageId: 'released', runs: [due(8, 0)], isLate: true },
  ];
  const second = { now: Temporal.Instant.fromEpochMilliseconds(start - 1_000), readAt: performance.now() };
  await enqueue(queue, batches.slice(0, 1), second.now, second.readAt);
  await enqueue(
    queue,
    batches.slice(1),
    Temporal.Instant.fromEpochMilliseconds(start - 1_000),
    performance.now() - 1_000,
  );

  expect(sent.map(({ id, runs, dueMs, isLate }) => ({ id, runs, dueMs: dueMs - start, isLate }))).toEqual([
    { id: 'soon', runs: { 'a.example': ['1', '3'], 'b.example': ['2'] }, dueMs: 0, isLate: false },
    { id: 'late', runs: { 'example.com': ['4', '5'] }, dueMs: -60_101, isLate: true },
    { id: 'partly', runs: { 'example.com': ['6', '7'] }, dueMs: -60_100, isLate: false },
    { id: 'released', runs: { 'example.com': ['8'] }, dueMs: 0, isLate: true },
  ]);
  expect(sent[0]!.delayMs).toBeLessThanOrEqual(700);
  expect(sent.slice(1).map((message) => message.delayMs)).toEqual([0, 0, 0]);
});
