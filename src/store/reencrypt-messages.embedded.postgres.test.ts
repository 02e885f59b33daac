// Tests of key rotation for channels and queued run callbacks.
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { useTestStore } from '../testing/store.ts';
import { createKeyring, type Keyring } from './encryption.ts';
import { newId } from './ids.ts';
import { reencryptMessages } from './reencrypt-messages.ts';

const store = useTestStore();
const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const oldRing = createKeyring([oldKey]);
const bothRing = createKeyring([newKey, oldKey]);
const newRing = createKeyring([newKey]);

const SLACK_URL = 'https://hooks.slack.example/services/T000/B000/XXXX';
const HOOK_URL = 'https://example.com/hook';

beforeEach(async () => {
  await sql`truncate channels, callbacks`.execute(store.db);
});

interface Channel {
  type: 'slack' | 'webhook';
  url: string;
  signing_secret?: string;
}

async function insertChannel(ring: Keyring, { type, url, signing_secret: secret }: Channel): Promise<string> {
  const id = newId();
  const stored = type === 'slack' ? ring.encrypt(id, 'channels.url', url) : url;
  const encrypted = secret === undefined ? null : ring.encrypt(id, 'channels.signing_secret', secret);
  await sql`
    insert into channels (id, name, type, url, recipients, signing_secret, created_at, updated_at)
    values (${id}, 'channel', ${type}, ${stored}, '[]', ${encrypted}, now(), now())`.execute(store.db);
  return id;
}

/** A queued callback whose secrets are encrypted for its job; `ring` undefined: stored before the first key. */
async function insertCallback(ring: Keyring | undefined): Promise<{ id: string; jobId: string }> {
  const [id, jobId] = [newId(), newId()];
  const encrypt = (field: string, plain: string) => ring?.encrypt(jobId, field, plain) ?? plain;
  await sql`
    insert into callbacks (id, job_id, url, signing_secret, previous_signing_secret)
    values (${id}, ${jobId}, ${HOOK_URL}, ${encrypt('signing_secret', 'whsec_now')},
            ${encrypt('previous_signing_secret', 'whsec_before')})`.execute(store.db);
  return { id, jobId };
}

const readRows = async (table: 'channels' | 'callbacks') =>
  (await sql<Record<string, string | null>>`select * from ${sql.table(table)} order by id`.execute(store.db))
    .rows;

async function expectCallback({ id, jobId }: { id: string; jobId: string }, ring: Keyring): Promise<void> {
  const row = (await readRows('callbacks')).find((callback) => callback['id'] === id)!;
  expect(ring.decrypt(jobId, 'signing_secret', row['signing_secret']!)).toBe('whsec_now');
  expect(ring.decrypt(jobId, 'previous_signing_secret', row['previous_signing_secret']!)).toBe(
    'whsec_before',
  );
}

test('after a rotation the new key alone decrypts channels and queued callbacks', async () => {
  const slack = await insertChannel(oldRing, { type: 'slack', url: SLACK_URL });
  const hook = await insertChannel(oldRing, { type: 'webhook', url: HOOK_URL, signing_secret: 'whsec_hook' });
  const callback = await insertCallback(oldRing);
  const plain = await insertCallback(undefined);
  const current = await insertCallback(newRing);

  expect(await reencryptMessages(store.db, bothRing)).toEqual({ changed: 6, unreadable: [] });
  const channels = await readRows('channels');
  const [slackRow, hookRow] = [slack, hook].map((id) => channels.find((row) => row['id'] === id)!);
  expect(newRing.decrypt(slack, 'channels.url', slackRow!['url']!)).toBe(SLACK_URL);
  expect(newRing.decrypt(hook, 'channels.signing_secret', hookRow!['signing_secret']!)).toBe('whsec_hook');
  expect(hookRow!['url'], 'is no secret').toBe(HOOK_URL);
  for (const each of [callback, plain, current]) await expectCallback(each, newRing);
  expect(JSON.stringify([channels, await readRows('callbacks')])).not.toMatch(/whsec_|XXXX/);

  const before = [channels, await readRows('callbacks')];
  expect(await reencryptMessages(store.db, bothRing), 'a second run').toEqual({ changed: 0, unreadable: [] });
  expect([await readRows('channels'), await readRows('callbacks')]).toEqual(before);
});

test('a secret that no key decrypts is reported and unchanged, and others are re-encrypted', async () => {
  const lost = await insertChannel(oldRing, { type: 'slack', url: SLACK_URL });
  const callback = await insertCallback(undefined);
  const before = await readRows('channels');
  expect(await reencryptMessages(store.db, newRing)).toEqual({ changed: 2, unreadable: [lost] });
  expect(await readRows('channels')).toEqual(before);
  await expectCallback(callback, newRing);
});

test('more callbacks than one batch holds', async () => {
  await sql`
    insert into callbacks (id, job_id, url, signing_secret)
    select gen_random_uuid(), gen_random_uuid(), ${HOOK_URL}, 'whsec_' || i from generate_series(1, 1100) i`.execute(
    store.db,
  );
  expect(await reencryptMessages(store.db, newRing)).toEqual({ changed: 1_100, unreadable: [] });
  const rows = await readRows('callbacks');
  expect(rows.filter(({ signing_secret: secret }) => !newRing.isCurrent(secret!))).toEqual([]);
});
