// Encrypts every stored secret again with the first key, so that older keys can be removed.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import {
  EncryptionError,
  headerField,
  type IsSecretHeader,
  type Keyring,
  mapSecrets,
  type SecretColumn,
  secretColumns,
} from './encryption.ts';
import type { JobsTable } from './job-columns.ts';
import type { Database } from './schema.ts';

const JOBS_AT_ONCE = 500;
const columns = ['id', 'headers', 'secret_headers', ...secretColumns] as const;
type Secrets = Pick<Selectable<JobsTable>, (typeof columns)[number]>;

/** Returns which headers of a job are secret, given its `secret_headers`. */
export type HeaderTests = (marked: readonly string[]) => IsSecretHeader;

export interface Reencrypted {
  /** Number of jobs with a secret that was encrypted again. */
  changed: number;
  /** IDs of jobs with a secret that no key decrypts. It is unchanged: the key may be found again. */
  unreadable: string[];
}

/**
 * Encrypts the secrets of all jobs, in batches by ID. Other processes encrypt with their own first key meanwhile, so
 * every process must have the new key before. The version and `updated_at` of a job do not change. After an
 * interruption it can be repeated. Throws `EncryptionError` if the keyring cannot encrypt.
 */
export async function reencryptSecrets(
  db: Kysely<Database>,
  keyring: Keyring,
  testOf: HeaderTests,
): Promise<Reencrypted> {
  if (!keyring.canEncrypt) throw new EncryptionError('There is no key to encrypt secrets with.');
  const total: Reencrypted = { changed: 0, unreadable: [] };
  const reencryptJobs = async (ids: string[], isPatient: boolean) =>
    await db.transaction().execute(async (trx) => {
      const rows = await lockSecrets(trx, ids, isPatient);
      const encrypted = rows.map((row) => reencryptJob(row, keyring, testOf));
      const changed = encrypted.flatMap(({ job, isChanged }) => (isChanged ? [job] : []));
      const unreadable = encrypted.flatMap(({ job, isReadable }) => (isReadable ? [] : [job.id]));
      await writeSecrets(trx, changed);
      return { locked: rows.map((row) => row.id), changed: changed.length, unreadable };
    });

  for (let afterId: string | undefined; ; ) {
    const rows = await readSecrets(db, afterId);
    const stale = rows.filter((row) => isStale(row, keyring, testOf)).map((row) => row.id);
    // Jobs that other transactions have locked are skipped and then awaited one at a time: to wait while holding
    // locks on other jobs could deadlock with a worker that locks them in another order.
    const batch = stale.length === 0 ? undefined : await reencryptJobs(stale, false);
    const locked = stale.filter((id) => batch?.locked.includes(id) !== true);
    const single = [];
    for (const id of locked) single.push(await reencryptJobs([id], true));
    for (const { changed, unreadable } of batch === undefined ? [] : [batch, ...single]) {
      total.changed += changed;
      total.unreadable.push(...unreadable);
    }
    if (rows.length < JOBS_AT_ONCE) return total;
    afterId = rows.at(-1)?.id;
  }
}

/** Without locks: in a repeated call nearly all jobs are current, and are not to be blocked. */
async function readSecrets(db: Kysely<Database>, afterId: string | undefined): Promise<Secrets[]> {
  let query = db.selectFrom('jobs').select(columns).orderBy('id').limit(JOBS_AT_ONCE);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  return await query.execute();
}

async function lockSecrets(
  trx: Transaction<Database>,
  ids: string[],
  isPatient: boolean,
): Promise<Secrets[]> {
  const query = trx.selectFrom('jobs').select(columns).where('id', 'in', ids).orderBy('id').forNoKeyUpdate();
  return await (isPatient ? query : query.skipLocked()).execute();
}

async function writeSecrets(trx: Transaction<Database>, jobs: Secrets[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    update jobs set headers = x.headers, signing_secret = x.signing_secret,
      previous_signing_secret = x.previous_signing_secret
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb)
      as x (id uuid, headers jsonb, signing_secret text, previous_signing_secret text)
    where jobs.id = x.id`.execute(trx);
}

function isStale(job: Secrets, keyring: Keyring, testOf: HeaderTests): boolean {
  let isFound = false;
  mapJobSecrets(job, testOf, (_field, text) => {
    isFound ||= !keyring.isCurrent(text);
    return text;
  });
  return isFound;
}

function reencryptJob(
  job: Secrets,
  keyring: Keyring,
  testOf: HeaderTests,
): { job: Secrets; isChanged: boolean; isReadable: boolean } {
  let isChanged = false;
  let isReadable = true;
  const encrypted = mapJobSecrets(job, testOf, (field, text) => {
    if (keyring.isCurrent(text)) return text;
    try {
      const current = keyring.encrypt(job.id, field, keyring.decrypt(job.id, field, text));
      isChanged = true;
      return current;
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      isReadable = false;
      return text;
    }
  });
  return { job: encrypted, isChanged, isReadable };
}

function mapJobSecrets(
  job: Secrets,
  testOf: HeaderTests,
  change: (field: string, text: string) => string,
): Secrets {
  const mapColumn = (field: SecretColumn) => (job[field] === null ? null : change(field, job[field]));
  return {
    id: job.id,
    secret_headers: job.secret_headers,
    headers: mapSecrets(job.headers, testOf(job.secret_headers), (name, text) =>
      change(headerField(name), text),
    ),
    signing_secret: mapColumn('signing_secret'),
    previous_signing_secret: mapColumn('previous_signing_secret'),
  };
}
