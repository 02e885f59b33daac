// Which runs share a message.
import { expect, test } from 'vitest';
import { batchRuns } from './messages.ts';

const start = Date.parse('2027-01-01T00:00:00Z');
const due = (id: number, ms: number) => ({
  id: String(id),
  dueAt: Temporal.Instant.fromEpochMilliseconds(start + ms),
});

test('runs due within a quarter of a second share a message, up to a hundred', () => {
  const together = batchRuns([due(1, 0), due(3, 300), due(2, 250)]);
  expect(together.map((batch) => batch.runs.map((run) => run.id))).toEqual([['1', '2'], ['3']]);

  const many = batchRuns(Array.from({ length: 250 }, (_, id) => due(id, 0)));
  expect(many.map((batch) => batch.runs.length)).toEqual([100, 100, 50]);
  expect(new Set(many.map((batch) => batch.messageId)).size).toBe(3);
});

test('no runs make no message', () => {
  expect(batchRuns([])).toEqual([]);
});
