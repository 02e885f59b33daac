// Creates the table of credentials, which jobs use by name for the requests to their targets.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table credentials (
      id uuid primary key,
      name varchar(100) not null unique,
      hosts jsonb not null,
      settings jsonb not null,
      secrets text not null,
      expires_at timestamp with time zone,
      created_at timestamp with time zone not null,
      updated_at timestamp with time zone not null,
      constraint credentials_hosts_are_a_list check (jsonb_typeof(hosts) = 'array'),
      constraint credentials_settings_are_an_object check (jsonb_typeof(settings) = 'object')
    )`.execute(db);
  // The key keeps a used credential, also against a job that is created at the same time.
  await sql`
    alter table jobs add column credential varchar(100)
      constraint jobs_credential_exists references credentials (name)`.execute(db);
  await sql`create index jobs_with_credential on jobs (credential) where credential is not null`.execute(db);
}
