// Refuses databases that the service cannot use: version, encoding, tables of other programs, missing rights.
import { type Kysely, sql } from 'kysely';
import type { Database } from './schema.ts';

/** The database cannot be used as it is. The message is one sentence with the fix. */
export class DatabaseRefusedError extends Error {}

const MIN_VERSION = 150_000;
/** Names that other programs may use too. */
const FIRST_TABLES = ['jobs', 'runs', 'attempts', 'processes'];
const TABLES = [
  ...['jobs', 'job_states', 'live_runs', 'runs', 'runs_default', 'attempts', 'attempts_default', 'audit_log'],
  ...['roll_ups', 'roll_up_parts', 'roll_up_lateness', 'job_counts', 'processes', 'service_state'],
  'interruptions',
  'idempotent_requests',
];

interface Facts {
  version: number;
  version_text: string;
  encoding: string;
  database: string;
  search_path: string;
  schema: string | null;
}

/** Returns the schema of the tables: the first of the search path. Throws `DatabaseRefusedError`. */
export async function checkDatabase(db: Kysely<Database>): Promise<{ schema: string }> {
  const { rows } = await sql<Facts>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as version_text,
      current_setting('server_encoding') as encoding, current_database() as database,
      current_setting('search_path') as search_path, current_schema() as schema`.execute(db);
  const { version, version_text, encoding, database, search_path, schema } = rows[0]!;
  if (version < MIN_VERSION) {
    throw new DatabaseRefusedError(
      `PostgreSQL ${version_text} is too old: the service needs version 15 or later. Set POSTGRES_URL to a newer server.`,
    );
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseRefusedError(
      `The database ${database} has the encoding ${encoding}, but the service needs UTF8. Create one with \`create database … encoding 'UTF8' template template0\`, and set POSTGRES_URL to it.`,
    );
  }
  if (schema === null) {
    throw new DatabaseRefusedError(
      `No schema of the search path (${search_path}) exists, or the role may not use it. Create it, or change search_path in the options of POSTGRES_URL.`,
    );
  }
  return { schema };
}

/** Throws `DatabaseRefusedError` if the schema has tables of another program. */
export async function checkForeignTables(db: Kysely<Database>, schema: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = quote_ident(${schema})::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
      and relname = any(${FIRST_TABLES}::text[])
    order by 1`.execute(db);
  if (rows.length === 0) return;
  throw new DatabaseRefusedError(
    `The schema ${schema} has a table ${rows[0]!.name} of another program. Set POSTGRES_URL to a database of its own.`,
  );
}

/** Throws `DatabaseRefusedError` if the role lacks a right that the service needs once everything is migrated. */
export async function checkRights(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string; right: string; role: string }>`
    select c.relname as name, r.name as right, current_user::text as role
    from pg_class c cross join unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) as r (name)
    where c.oid = any((select array_agg(to_regclass(name)) from unnest(${TABLES}::text[]) as t (name))::oid[])
      and not has_table_privilege(c.oid, r.name)
    order by c.relname
    limit 1`.execute(db);
  const [missing] = rows;
  if (missing === undefined) return;
  throw new DatabaseRefusedError(
    `The role ${missing.role} lacks the right ${missing.right} on the table ${missing.name}. Grant the rights of docs/deployment.md ("Rights"), or set POSTGRES_URL to the role that applied the migrations.`,
  );
}

/** Throws `DatabaseRefusedError` if the role can neither use nor create the schema of the queue. */
export async function checkQueueSchema(db: Kysely<Database>, schema: string): Promise<void> {
  const { rows } = await sql<{ may_use: boolean; role: string }>`
    select current_user::text as role, coalesce(
      (select has_schema_privilege(oid, 'USAGE') from pg_namespace where nspname = ${schema}),
      has_database_privilege(current_database(), 'CREATE')) as may_use`.execute(db);
  const { may_use: mayUse = false, role = '' } = rows[0] ?? {};
  if (mayUse) return;
  throw new DatabaseRefusedError(
    `The role ${role} may neither use nor create the schema ${schema} of the queue. Run \`npm run migrate\` with the URL of the owner, and grant the rights of docs/deployment.md ("Rights").`,
  );
}

/** The connections that the server allows this role, and those in use. */
export async function readConnectionLimit(db: Kysely<Database>): Promise<{ limit: number; used: number }> {
  const { rows } = await sql<{ limit: number; used: number }>`
    select current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as limit,
           (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used`.execute(
    db,
  );
  return rows[0]!;
}
