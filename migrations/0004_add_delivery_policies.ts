// Adds success and overlap policies, failure counts, signing secrets, job keys and target hosts.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table jobs
      add column key varchar(255),
      add column overlap varchar(20) not null default 'skip',
      add column success jsonb not null default '{"statuses": ["2xx"], "body_contains": null}',
      add column pause_after_failures integer,
      add column consecutive_failures integer not null default 0,
      -- Sealed; the one before signs along until it expires.
      add column signing_secret text,
      add column previous_signing_secret text,
      add column previous_secret_expires_at timestamp with time zone,
      -- Who is called: a worker shares its places among them.
      add column target_host varchar(255) not null default '',
      add constraint jobs_key_unique unique (key),
      add constraint jobs_overlap_known check (overlap in ('skip', 'allow', 'queue', 'cancel_previous')),
      add constraint jobs_pause_after_failures_positive check (pause_after_failures > 0)`.execute(db);
  await sql`
    update jobs set target_host =
      coalesce(lower(substring(target from '^[A-Za-z]+://(\\[[^\\]]*\\]|[^/:?#]+)')), '')`.execute(db);
  await sql`
    alter table runs
      -- Somebody wants a running attempt to be given up; its worker sees it when it renews the lease.
      add column cancel_requested boolean not null default false,
      drop constraint runs_trigger_known,
      add constraint runs_trigger_known check (trigger in ('schedule', 'manual', 'backfill', 'retry'))`.execute(
    db,
  );
}
