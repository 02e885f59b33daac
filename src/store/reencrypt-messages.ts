// Encrypts the secrets of channels, credentials and queued run callbacks again with the first key.
import { type Kysely, sql } from 'kysely';
import { CREDENTIAL_FIELD } from './credentials.ts';
import { EncryptionError, type Keyring } from './encryption.ts';
import type { Reencrypted } from './reencrypt.ts';
import type { Database } from './schema.ts';

const ROWS_AT_ONCE = 500;

interface Row {
  id: string;
  /** The ID that binds the secrets: of the channel or credential, or of the job of a callback. */
  owner_id: string;
  first: string | null;
  second: string | null;
}

interface Kind {
  table: 'channels' | 'credentials' | 'callbacks';
  owner: string;
  columns: [first: string, second?: string];
  /** What is selected of the first column: null where it is no secret. */
  first: string;
  /** The names that bind the values. */
  fields: [first: string, second?: string];
  condition: string;
}

const kinds: Kind[] = [
  {
    table: 'channels',
    owner: 'id',
    columns: ['url', 'signing_secret'],
    // The URL of a webhook is not encrypted.
    first: `case when type = 'slack' then url end`,
    fields: ['channels.url', 'channels.signing_secret'],
    condition: `type in ('slack', 'webhook')`,
  },
  {
    table: 'credentials',
    owner: 'id',
    columns: ['secrets'],
    first: 'secrets',
    fields: [CREDENTIAL_FIELD],
    condition: 'true',
  },
  {
    table: 'callbacks',
    owner: 'job_id',
    columns: ['signing_secret', 'previous_signing_secret'],
    first: 'signing_secret',
    fields: ['signing_secret', 'previous_signing_secret'],
    condition: `status = 'queued' and signing_secret is not null`,
  },
];

/** As `reencryptSecrets` does for jobs. A row that is changed meanwhile keeps its change: it has the first key then. */
export async function reencryptMessages(db: Kysely<Database>, keyring: Keyring): Promise<Reencrypted> {
  const total: Reencrypted = { changed: 0, unreadable: [] };
  for (const kind of kinds) {
    for (let afterId: string | undefined; ; ) {
      const rows = await readRows(db, kind, afterId);
      for (const row of rows) await reencryptRow(db, keyring, kind, row, total);
      if (rows.length < ROWS_AT_ONCE) break;
      afterId = rows.at(-1)?.id;
    }
  }
  return total;
}

async function readRows(db: Kysely<Database>, kind: Kind, afterId: string | undefined): Promise<Row[]> {
  const [, second] = kind.columns;
  const after = afterId === undefined ? sql`` : sql`and id > ${afterId}::uuid`;
  const { rows } = await sql<Row>`
    select id, ${sql.ref(kind.owner)} as owner_id, ${sql.raw(kind.first)} as first,
      ${second === undefined ? sql`null` : sql.ref(second)} as second
    from ${sql.table(kind.table)} where ${sql.raw(kind.condition)} ${after}
    order by id limit ${sql.lit(ROWS_AT_ONCE)}`.execute(db);
  return rows;
}

async function reencryptRow(
  db: Kysely<Database>,
  keyring: Keyring,
  { table, columns, fields }: Kind,
  row: Row,
  total: Reencrypted,
): Promise<void> {
  const stored = [row.first, row.second];
  for (const [index, text] of stored.entries()) {
    if (text === null || keyring.isCurrent(text)) continue;
    try {
      const field = fields[index]!;
      const current = keyring.encrypt(row.owner_id, field, keyring.decrypt(row.owner_id, field, text));
      const column = sql.ref(columns[index]!);
      await sql`
        update ${sql.table(table)} set ${column} = ${current} where id = ${row.id}::uuid and ${column} = ${text}`.execute(
        db,
      );
      total.changed++;
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      total.unreadable.push(row.id);
    }
  }
}
