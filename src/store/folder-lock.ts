// Locks the folder of the embedded database: two processes would corrupt the data.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { type Holder, readLease, startLease, systemId, takeLease, watchLease } from './folder-lease.ts';

/** Another live process has locked the folder. */
export class FolderInUseError extends Error {}

/** How often the holder renews its lease, and how long an unchanged lease of an unknown holder counts. */
export interface LockTimes {
  renewMs: number;
  staleMs: number;
}

const TIMES: LockTimes = { renewMs: 1_000, staleMs: 10_000 };
/** A process that has just locked the folder writes its lease within this time. */
const LEASE_WRITTEN_MS = 1_000;

/**
 * Locks the folder, creating it if missing, and returns a function that unlocks it. Two locks protect the folder:
 *
 * 1. A lock of the operating system on `folder.lock`, which ends with the process. It holds for all processes and
 *    containers of a machine, and across machines on file systems that share locks.
 * 2. A lease, `scheduler.lock`, for the other file systems: its holder renews it every second. A lease of another
 *    machine, or of an earlier start of this one, is stale if it does not change for ten seconds.
 *
 * Throws `FolderInUseError` if another process has locked the folder. `onLost` is called if another process has
 * taken the lease, for example after this machine was suspended: this process must end at once.
 */
export async function lockFolder(
  folder: string,
  onLost: (error: FolderInUseError) => void,
  { renewMs, staleMs }: LockTimes = TIMES,
): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lease = path.join(folder, 'scheduler.lock');
  const file = path.join(folder, 'folder.lock');
  const inUse = (holder: Holder | undefined) => new FolderInUseError(describeUse(folder, holder));

  const lock = tryLock(file);
  if (lock === 'taken') throw inUse(await findHolder(lease));
  try {
    const place = lock === 'unsupported' ? systemId() : placeOf(file);
    for (;;) {
      const found = await readLease(lease);
      // The holder had the same file open on the same running system, and its lock has ended: it is dead.
      const isDead = found === undefined || (lock !== 'unsupported' && found.holder?.place === place);
      if (!isDead) {
        const renewed = await watchLease(lease, found, staleMs);
        if (renewed !== undefined) throw inUse(renewed.holder);
      }
      const taken = await takeLease(lease, found, place);
      if (taken === undefined) continue;
      // Another machine may have found the same stale lease: the last one to write it has the folder.
      if (!isDead) await delay(renewMs);
      const written = isDead ? taken : await readLease(lease);
      if (written?.holder?.token !== taken.holder.token) throw inUse(written?.holder);
      const stop = startLease(lease, taken.holder, renewMs, (other) => onLost(inUse(other)));
      return async () => {
        await stop();
        release(lock);
      };
    }
  } catch (error) {
    release(lock);
    throw error;
  }
}

type Lock = DatabaseSync | 'unsupported';

const BUSY = 5;

/**
 * Locks a file by an exclusive transaction of SQLite, because Node.js has no function that locks files. The database
 * stays empty. The file is never deleted: a process that has opened it would lock a file that others do not see.
 */
function tryLock(file: string): Lock | 'taken' {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec('pragma journal_mode = memory; begin exclusive');
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    if ((error as { errcode?: number }).errcode === BUSY) return 'taken';
    return 'unsupported';
  }
}

function release(lock: Lock): void {
  if (lock !== 'unsupported') lock.close();
}

/** Names the locked file: equal only for the same file on the same running system. */
function placeOf(file: string): string {
  const { dev, ino } = statSync(file, { bigint: true });
  return `${systemId()}/${dev}/${ino}`;
}

async function findHolder(lease: string): Promise<Holder | undefined> {
  const end = performance.now() + LEASE_WRITTEN_MS;
  for (;;) {
    const holder = (await readLease(lease))?.holder;
    if (holder !== undefined || performance.now() > end) return holder;
    await delay(20);
  }
}

function describeUse(folder: string, holder: Holder | undefined): string {
  const name =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on host ${holder.host}, which has had it since ${holder.since}`;
  return `The database folder ${folder} is in use by ${name}. Stop that process, or set DATA_DIR to another folder.`;
}
