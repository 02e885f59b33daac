// Creates the search index where it is missing: databases of the embedded backend had no extension for it.
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    do $$ begin
      create extension if not exists pg_trgm;
      create index if not exists jobs_search on jobs using gin (
        lower(name || e'\n' || coalesce(description, '') || e'\n' || target || e'\n' || coalesce(key, '')) gin_trgm_ops);
    exception when others then
      raise notice 'Search reads all jobs: pg_trgm is not available (%).', sqlerrm;
    end $$`.execute(db);
}
