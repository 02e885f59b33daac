// Seals every stored secret anew with the first key, so that older keys can be dropped.
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { JobsTable } from './job-columns.ts';
import type { Database } from './schema.ts';
import {
  headerField,
  type IsSecretHeader,
  type Keyring,
  mapSecrets,
  SealingError,
  type SecretColumn,
  secretColumns,
} from './sealing.ts';

const JOBS_AT_ONCE = 500;
const columns = ['id', 'headers', ...secretColumns] as const;
type Secrets = Pick<Selectable<JobsTable>, (typeof columns)[number]>;

export interface Reencrypted {
  /** Jobs of which something was sealed anew. */
  changed: number;
  /** Ids of jobs with a secret that no key opens. It is left as it is: its key may turn up again. */
  unreadable: string[];
}

/**
 * Goes through all jobs by id, in batches. What is stored while it runs is sealed with the writer's first key, so
 * every process must have the new key before. Version and time of the last change stay: nothing changed for anybody.
 * Broken off at any point, it can be run again. Throws `SealingError` when the keyring cannot seal.
 */
export async function reencryptSecrets(
  db: Kysely<Database>,
  keyring: Keyring,
  isSecret: IsSecretHeader,
): Promise<Reencrypted> {
  if (!keyring.canSeal) throw new SealingError('There is no key to seal secrets with.');
  const total: Reencrypted = { changed: 0, unreadable: [] };
  const sealAnew = async (ids: string[], isPatient: boolean) =>
    await db.transaction().execute(async (trx) => {
      const rows = await lockSecrets(trx, ids, isPatient);
      const sealed = rows.map((row) => resealJob(row, keyring, isSecret));
      const changed = sealed.flatMap(({ job, isChanged }) => (isChanged ? [job] : []));
      const unreadable = sealed.flatMap(({ job, isReadable }) => (isReadable ? [] : [job.id]));
      await writeSecrets(trx, changed);
      return { locked: rows.map((row) => row.id), changed: changed.length, unreadable };
    });

  for (let afterId: string | undefined; ; ) {
    const rows = await readSecrets(db, afterId);
    const stale = rows.filter((row) => isStale(row, keyring, isSecret)).map((row) => row.id);
    // Jobs that others hold are passed over and then waited for one by one: who waits for one while holding many
    // may stand in a circle with a worker that does the same in another order.
    const batch = stale.length === 0 ? undefined : await sealAnew(stale, false);
    const held = stale.filter((id) => batch?.locked.includes(id) !== true);
    const single = [];
    for (const id of held) single.push(await sealAnew([id], true));
    for (const { changed, unreadable } of batch === undefined ? [] : [batch, ...single]) {
      total.changed += changed;
      total.unreadable.push(...unreadable);
    }
    if (rows.length < JOBS_AT_ONCE) return total;
    afterId = rows.at(-1)?.id;
  }
}

/** Unlocked: nearly all of a second run's jobs need nothing, and are not to be held up. */
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
    update jobs set headers = sealed.headers, signing_secret = sealed.signing_secret,
      previous_signing_secret = sealed.previous_signing_secret
    from jsonb_to_recordset(${JSON.stringify(jobs)}::jsonb)
      as sealed (id uuid, headers jsonb, signing_secret text, previous_signing_secret text)
    where jobs.id = sealed.id`.execute(trx);
}

function isStale(job: Secrets, keyring: Keyring, isSecret: IsSecretHeader): boolean {
  let isFound = false;
  mapJobSecrets(job, isSecret, (_field, text) => {
    isFound ||= !keyring.isCurrent(text);
    return text;
  });
  return isFound;
}

function resealJob(
  job: Secrets,
  keyring: Keyring,
  isSecret: IsSecretHeader,
): { job: Secrets; isChanged: boolean; isReadable: boolean } {
  let isChanged = false;
  let isReadable = true;
  const sealed = mapJobSecrets(job, isSecret, (field, text) => {
    if (keyring.isCurrent(text)) return text;
    try {
      const anew = keyring.seal(job.id, field, keyring.open(job.id, field, text));
      isChanged = true;
      return anew;
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      isReadable = false;
      return text;
    }
  });
  return { job: sealed, isChanged, isReadable };
}

function mapJobSecrets(
  job: Secrets,
  isSecret: IsSecretHeader,
  change: (field: string, text: string) => string,
): Secrets {
  const mapColumn = (field: SecretColumn) => (job[field] === null ? null : change(field, job[field]));
  return {
    id: job.id,
    headers: mapSecrets(job.headers, isSecret, (name, text) => change(headerField(name), text)),
    signing_secret: mapColumn('signing_secret'),
    previous_signing_secret: mapColumn('previous_signing_secret'),
  };
}
