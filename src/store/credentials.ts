// Reads and writes credentials: the secrets and connections that jobs use by name.
import { type Kysely, type Selectable, sql } from 'kysely';
import type { CredentialsTable } from './credential-table.ts';
import type { Database } from './schema.ts';

export type CredentialRow = Selectable<CredentialsTable>;
export type CredentialView = CredentialRow & { job_count: number };

/** The field that binds the encrypted parts to their column. */
export const CREDENTIAL_FIELD = 'credentials.secrets';

export async function listCredentials(db: Kysely<Database>, name?: string): Promise<CredentialView[]> {
  const condition = name === undefined ? sql`` : sql`where c.name = ${name}`;
  const { rows } = await sql<CredentialView>`
    select c.*, (select count(*)::integer from jobs where credential = c.name) as job_count
    from credentials c ${condition} order by c.name`.execute(db);
  return rows;
}

export async function findCredentials(
  db: Kysely<Database>,
  names: readonly string[],
): Promise<CredentialRow[]> {
  const { rows } = await sql<CredentialRow>`
    select * from credentials where name = any(${names}::text[])`.execute(db);
  return rows;
}

/** Locks a credential; undefined if there is none. */
export async function lockCredential(db: Kysely<Database>, name: string): Promise<CredentialRow | undefined> {
  return await db
    .selectFrom('credentials')
    .selectAll()
    .where('name', '=', name)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

export async function saveCredential(db: Kysely<Database>, credential: CredentialRow): Promise<void> {
  const { id, name, created_at, ...rest } = credential;
  const changed = {
    ...rest,
    hosts: JSON.stringify(credential.hosts),
    settings: JSON.stringify(credential.settings),
    expires_at: credential.expires_at?.toString() ?? null,
    updated_at: credential.updated_at.toString(),
  };
  await db
    .insertInto('credentials')
    .values({ id, name, created_at: created_at.toString(), ...changed })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changed))
    .execute();
}

/** Violates the foreign key of `jobs` if a job uses the credential. */
export async function deleteCredential(db: Kysely<Database>, name: string): Promise<void> {
  await db.deleteFrom('credentials').where('name', '=', name).execute();
}

/** The jobs that use the credential, up to `limit`, in the order of their IDs. */
export async function findJobsOfCredential(
  db: Kysely<Database>,
  name: string,
  limit: number,
): Promise<{ id: string; name: string; target: string }[]> {
  return await db
    .selectFrom('jobs')
    .select(['id', 'name', 'target'])
    .where('credential', '=', name)
    .orderBy('id')
    .limit(limit)
    .execute();
}
