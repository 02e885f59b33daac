// Tests of key rotation while another transaction edits a job.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { isSecretHeader } from '../http/redact.ts';
import { insertTestJob, useTestStore } from '../testing/store.ts';
import { waitFor } from '../testing/wait.ts';
import { createKeyring } from './encryption.ts';
import { reencryptSecrets } from './reencrypt.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const oldRing = createKeyring([oldKey]);
const bothRing = createKeyring([newKey, oldKey]);
const newRing = createKeyring([newKey]);
const store = useTestStore();

async function insertSecret(): Promise<string> {
  const { id } = await insertTestJob(store, '2100-01-01T00:00:00Z');
  const signing_secret = oldRing.encrypt(id, 'signing_secret', 'whsec_now');
  await store.db.updateTable('jobs').set({ signing_secret }).where('id', '=', id).execute();
  return id;
}

async function readSecret(id: string): Promise<string> {
  const job = await store.db
    .selectFrom('jobs')
    .select('signing_secret')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return job.signing_secret!;
}

test('a rotation waits for a job that is being edited, and keeps the edit', async () => {
  const [locked, free] = [await insertSecret(), await insertSecret()];
  let isDone = false;
  let done: Promise<unknown> | undefined;
  await store.db.transaction().execute(async (trx) => {
    await sql`select 1 from jobs where id = ${locked} for update`.execute(trx);
    done = reencryptSecrets(store.db, bothRing, () => isSecretHeader).then((result) => {
      isDone = true;
      return result;
    });
    await waitFor('the other job', async () => newRing.isCurrent(await readSecret(free)));
    await trx
      .updateTable('jobs')
      .set({ signing_secret: bothRing.encrypt(locked, 'signing_secret', 'whsec_edited') })
      .where('id', '=', locked)
      .execute();
    expect(isDone).toBe(false);
  });
  expect(await done).toEqual({ changed: 1, unreadable: [] });
  expect(newRing.decrypt(locked, 'signing_secret', await readSecret(locked))).toBe('whsec_edited');
});
