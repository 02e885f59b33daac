// Tests the export of history: its order, its continuation, what it reads ahead, and its end at an error.
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Run } from '../../openapi/schemas/run.ts';
import { newId } from '../store/ids.ts';
import { insertTestRun } from '../testing/runs.ts';
import { useTestStore } from '../testing/store.ts';
import { Problem } from './problems.ts';
import { createRunExport } from './run-export.ts';

const store = useTestStore();
const ALL = { afterId: undefined };
/** Open exports of one client. */
const MOST_EXPORTS = 10;

function open(onError: (error: unknown) => void = (error) => expect.unreachable(String(error))) {
  const exportRuns = createRunExport(store.db, onError);
  return async (filter: Parameters<typeof exportRuns>[1], signal = new AbortController().signal) =>
    await exportRuns('a', filter, signal);
}

const readRuns = async (stream: ReadableStream<Uint8Array<ArrayBuffer>>) =>
  (await text(stream)).split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Run]));

/** Inserts one run per ten minutes, in 2023. */
async function insertRuns(count: number): Promise<void> {
  await sql`
    insert into runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, finished_at)
    select (lpad(to_hex(1700000000000 + i * 600000), 12, '0') || '70008000' || lpad('', 12, '0'))::uuid,
      gen_random_uuid(), 'job ' || i, 'schedule', 'succeeded', now(), now(), now()
    from generate_series(1, ${count}::integer) i`.execute(store.db);
}

test('all ended runs, oldest first, also after a given run and filtered', async () => {
  await insertRuns(1_203);
  const jobId = newId();
  const later = Temporal.Instant.from('2024-03-01T00:00:00Z');
  await insertTestRun(store, jobId, later, 'failed');
  await insertTestRun(store, jobId, later.add({ seconds: 1 }), 'queued');
  const exportRuns = open();
  const runs = await readRuns(await exportRuns(ALL));
  expect(runs.map((run) => run.job_name)).toEqual([
    ...Array.from({ length: 1_203 }, (_, i) => `job ${i + 1}`),
    'job',
  ]);
  const rest = await readRuns(await exportRuns({ afterId: runs[999]!.id }));
  expect(rest).toEqual(runs.slice(1_000));
  expect(await readRuns(await exportRuns({ ...ALL, jobId }))).toEqual(runs.slice(-1));
  expect(await readRuns(await exportRuns({ ...ALL, jobId, status: 'succeeded' }))).toEqual([]);
});

test('an export reads as its client does', async () => {
  await insertRuns(1_203);
  const reader = (await open()(ALL)).getReader();
  const first = await reader.read();
  expect(new TextDecoder().decode(first.value).split('\n').length).toBeLessThanOrEqual(501);
  await sql`truncate runs`.execute(store.db);
  expect(await reader.read(), 'nothing was read ahead').toEqual({ done: true, value: undefined });
});

test('a client has ten exports open, and one that ends makes room', async () => {
  await insertRuns(501);
  const exportRuns = open();
  const gone = new AbortController();
  const streams = [await exportRuns(ALL, gone.signal)];
  while (streams.length < MOST_EXPORTS) streams.push(await exportRuns(ALL));
  const isRefused = async () => await expect(exportRuns(ALL)).rejects.toMatchObject({ status: 429 });
  await isRefused();
  gone.abort();
  const replaced = await exportRuns(ALL);
  await isRefused();
  await replaced.cancel();
  await exportRuns(ALL);
  await isRefused();
  expect(await readRuns(streams[1]!)).toHaveLength(501);
  await exportRuns(ALL);
});

test('an error breaks the response off instead of ending it', async () => {
  await insertRuns(501);
  const errors: unknown[] = [];
  const exportRuns = open((error) => errors.push(error));
  const reader = (await exportRuns(ALL)).getReader();
  await reader.read();
  await sql`alter table runs rename to hidden_runs`.execute(store.db);
  try {
    await expect(reader.read()).rejects.toThrow(/runs/);
  } finally {
    await sql`alter table hidden_runs rename to runs`.execute(store.db);
  }
  expect(errors).toHaveLength(1);
  expect(errors[0]).not.toBeInstanceOf(Problem);
  for (let count = 0; count < MOST_EXPORTS; count++) await exportRuns(ALL);
});
