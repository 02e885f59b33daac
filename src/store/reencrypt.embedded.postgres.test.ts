// Tests of key rotation: all secrets are encrypted with the new key, and the old key can be removed.
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { isSecretHeader } from '../http/redact.ts';
import { insertTestJob, insertTestJobs, openTestStore, type TestStore } from '../testing/store.ts';
import { CREDENTIAL_FIELD, findCredentials, saveCredential } from './credentials.ts';
import {
  createKeyring,
  decryptHeaders,
  EncryptionError,
  encryptHeaders,
  type Keyring,
} from './encryption.ts';
import { newId } from './ids.ts';
import { reencryptSecrets } from './reencrypt.ts';
import { reencryptMessages } from './reencrypt-messages.ts';

const [oldKey, newKey] = [randomBytes(32), randomBytes(32)];
const oldRing = createKeyring([oldKey]);
const bothRing = createKeyring([newKey, oldKey]);
const newRing = createKeyring([newKey]);
const HEADERS = { Authorization: 'Bearer abc', 'x-api-key': 'sealed:v1:looks like it', 'x-tenant': 'acme' };
const NEXT = '2100-01-01T00:00:00Z';

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterEach(() => store.empty());
afterAll(() => store.close());

const reencrypt = (ring: Keyring) => reencryptSecrets(store.db, ring, () => isSecretHeader);
const readJob = (id: string) =>
  store.db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** A job whose secrets are stored as `ring` stores them; undefined: plain text, as before the first key. */
async function insertSecrets(ring: Keyring | undefined): Promise<string> {
  const { id } = await insertTestJob(store, NEXT);
  await store.db
    .updateTable('jobs')
    .set({
      headers: JSON.stringify(ring ? encryptHeaders(ring, id, HEADERS, isSecretHeader) : { Cookie: 'plain' }),
      signing_secret: ring?.canEncrypt ? ring.encrypt(id, 'signing_secret', 'whsec_now') : 'whsec_now',
      previous_signing_secret: ring?.canEncrypt
        ? ring.encrypt(id, 'previous_signing_secret', 'whsec_before')
        : 'whsec_before',
      version: 7,
    })
    .where('id', '=', id)
    .execute();
  return id;
}

async function expectSecrets(id: string, ring: Keyring, headers: Record<string, string> = HEADERS) {
  const job = await readJob(id);
  expect(decryptHeaders(ring, id, job.headers, isSecretHeader)).toEqual(headers);
  expect(ring.decrypt(id, 'signing_secret', job.signing_secret!)).toBe('whsec_now');
  expect(ring.decrypt(id, 'previous_signing_secret', job.previous_signing_secret!)).toBe('whsec_before');
}

test('after a rotation the old key can be removed, and no other column of the job has changed', async () => {
  const encrypted = await insertSecrets(oldRing);
  const keyless = await insertSecrets(createKeyring([]));
  const plain = await insertSecrets(undefined);
  await insertTestJob(store, NEXT, { headers: { 'x-tenant': 'acme' } });
  const before = await store.db.selectFrom('jobs').selectAll().orderBy('id').execute();

  expect(await reencrypt(bothRing)).toEqual({ changed: 3, unreadable: [] });
  await expectSecrets(encrypted, newRing);
  await expectSecrets(keyless, newRing);
  await expectSecrets(plain, newRing, { Cookie: 'plain' });

  const after = await store.db.selectFrom('jobs').selectAll().orderBy('id').execute();
  const others = (jobs: typeof before) =>
    jobs.map(({ headers: _h, signing_secret: _s, previous_signing_secret: _p, ...rest }) => rest);
  expect(others(after)).toEqual(others(before));
  expect(JSON.stringify(after)).not.toMatch(/whsec_|Bearer|plain/);

  expect(await reencrypt(bothRing), 'a second run').toEqual({ changed: 0, unreadable: [] });
  expect(await store.db.selectFrom('jobs').selectAll().orderBy('id').execute()).toEqual(after);
});

test('credentials are re-encrypted with the secrets of messages', async () => {
  const id = newId();
  const now = Temporal.Now.instant();
  const settings = { oauth2: null, basic: null, bearer: null, header: null, tls: null, proxy_url: null };
  const secrets = oldRing.encrypt(id, CREDENTIAL_FIELD, '{"bearer":{"token":"t"}}');
  const times = { expires_at: null, created_at: now, updated_at: now };
  await saveCredential(store.db, { id, name: 'c', hosts: ['a.example.com'], settings, secrets, ...times });
  expect(await reencryptMessages(store.db, bothRing)).toEqual({ changed: 1, unreadable: [] });
  const [stored] = await findCredentials(store.db, ['c']);
  expect(newRing.decrypt(id, CREDENTIAL_FIELD, stored!.secrets)).toBe('{"bearer":{"token":"t"}}');
});

test('more jobs than one batch holds', async () => {
  const ids = await insertTestJobs(store, 1_100, NEXT, { headers: { Authorization: 'Bearer abc' } });
  expect(await reencrypt(newRing)).toEqual({ changed: 1_100, unreadable: [] });
  const jobs = await store.db.selectFrom('jobs').select(['id', 'headers']).execute();
  expect(jobs.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  for (const { id, headers } of jobs) {
    expect(newRing.isCurrent(headers['Authorization']!)).toBe(true);
    expect(decryptHeaders(newRing, id, headers, isSecretHeader)).toEqual({ Authorization: 'Bearer abc' });
  }
});

test('a secret that no key decrypts is reported and unchanged, and other secrets are re-encrypted', async () => {
  const lost = await insertSecrets(oldRing);
  const other = await insertSecrets(undefined);
  const before = await readJob(lost);
  expect(await reencrypt(newRing)).toEqual({ changed: 1, unreadable: [lost] });
  expect(await readJob(lost)).toEqual(before);
  await expectSecrets(other, newRing, { Cookie: 'plain' });

  expect(await reencrypt(bothRing), 'with its key').toEqual({ changed: 1, unreadable: [] });
  await expectSecrets(lost, newRing);
});

test('without a key it refuses', async () => {
  const id = await insertSecrets(undefined);
  await expect(reencrypt(createKeyring([]))).rejects.toThrow(EncryptionError);
  await expectSecrets(id, createKeyring([]), { Cookie: 'plain' });
});
