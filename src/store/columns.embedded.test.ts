// Tests that values in arrays per column reach the database unchanged.
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore, type TestStore } from '../testing/store.ts';
import { defineRows } from './columns.ts';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

const rowSet = defineRows({
  place: 'integer',
  note: 'text',
  isOpen: 'boolean',
  at: 'timestamptz',
  payload: 'jsonb',
});

const TEXTS = [
  '',
  'null',
  'NULL',
  '{a,b}',
  '"quoted"',
  'back\\slash',
  '\\"',
  '\\\\n',
  'line\nbreak',
  '\t',
  '\u0001',
  'ü😀',
  ' ',
];

test('keeps texts, numbers, booleans, instants, JSON and nulls', async () => {
  const at = Temporal.Instant.from('2027-01-31T09:00:00.123Z');
  const rows = [
    ...TEXTS.map((text, place) => ({
      place,
      note: text,
      isOpen: true,
      at,
      payload: { text, list: [text, 1.5, null] },
    })),
    { place: TEXTS.length, note: null, isOpen: false, at: null, payload: null },
    { place: TEXTS.length + 1, note: 'null', isOpen: null, at, payload: 'null' },
  ];
  const { rows: found } = await sql`${rowSet.select(rows)} order by place`.execute(store.db);
  expect(found).toEqual(rows);
});

test('selects no rows from none', async () => {
  expect((await rowSet.select([]).execute(store.db)).rows).toEqual([]);
});
