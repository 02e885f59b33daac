// Adds the list of retried failures to the retry policy of each job; null retries all failures.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`update jobs set retry = retry || '{"on": null}' where not retry ? 'on'`.execute(db);
  // Holds without the key as well: processes of an earlier version write jobs during an upgrade.
  await sql`
    alter table jobs add constraint jobs_retry_causes_are_readable
      check (coalesce(jsonb_typeof(retry -> 'on'), 'null') in ('null', 'array'))`.execute(db);
}
