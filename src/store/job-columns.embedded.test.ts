// Tests that the migrated columns of `jobs` are those of the declared fields.
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { jobFields, secretFields } from '../../openapi/schemas/job-fields.ts';
import { useTestStore } from '../testing/store.ts';

const store = useTestStore();

/** Columns that the service fills in, besides the secret fields. */
const serviceColumns = ['id', 'target_host', 'version', 'created_at', 'updated_at'];
const replacedSecret = ['previous_signing_secret', 'previous_secret_expires_at'];

const declared = Object.entries(jobFields).map(([name, field]) => ({
  name,
  isNullable: field.default === null,
  isInstant: field.stored === 'instant',
}));

const byName = (one: { name: string }, other: { name: string }) => one.name.localeCompare(other.name);

/** The columns of declared fields, by name. */
async function findColumns(): Promise<typeof declared> {
  const { rows } = await sql<(typeof declared)[number]>`
    select column_name as name, is_nullable = 'YES' as "isNullable",
      data_type = 'timestamp with time zone' as "isInstant"
    from information_schema.columns where table_schema = current_schema() and table_name = 'jobs'`.execute(
    store.db,
  );
  const others = [...serviceColumns, ...replacedSecret, ...Object.keys(secretFields)];
  return rows.filter(({ name }) => !others.includes(name)).sort(byName);
}

test('every declared field has a column of its kind, and every other column is known', async () => {
  expect(await findColumns()).toEqual(declared.toSorted(byName));
});

test('a field without a migration is detected', async () => {
  const rest = declared.filter(({ name }) => name !== 'pause_after_failures');
  await sql`alter table jobs drop column pause_after_failures`.execute(store.db);
  expect(await findColumns()).toEqual(rest.sort(byName));
});
