// Finds rows of `live_runs` for tests that check columns the API does not return.
import type { Kysely } from 'kysely';
import type { LiveRun } from '../store/live-runs.ts';
import type { Database } from '../store/schema.ts';

export async function findLiveRun(db: Kysely<Database>, id: string): Promise<LiveRun | undefined> {
  return await db.selectFrom('live_runs').selectAll().where('id', '=', id).executeTakeFirst();
}
