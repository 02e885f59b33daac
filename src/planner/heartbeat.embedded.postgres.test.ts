// Tests the heartbeat: locked tables and refused statements are gaps, although PostgreSQL responds.
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { databaseNow, writableNow } from '../store/open.ts';
import { useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import { startHeartbeat } from './heartbeat.ts';

const store = useTestStore();

test('a read-only database fails the beat, although it tells its time', async () => {
  await store.db
    .transaction()
    .execute(async (trx) => {
      await sql`set transaction read only`.execute(trx);
      await databaseNow(trx);
      await expect(writableNow(trx)).rejects.toMatchObject({ code: '25006' });
    })
    .catch(() => {});
  expect((await writableNow(store.db)).epochMilliseconds).toBeGreaterThan(0);
});

test('a refused statement of another part is a gap', async () => {
  const heartbeat = startHeartbeat(store.planning);
  onTestFinished(() => heartbeat.stop());
  await waitFor('two beats', () => heartbeat.steadyMs() > 0);
  const before = heartbeat.steadyMs();
  heartbeat.interrupt();
  expect(heartbeat.steadyMs()).toBeLessThan(before);
});
