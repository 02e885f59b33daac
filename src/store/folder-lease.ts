// The lease on a folder: a file that its holder renews, for file systems without shared locks.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** The process that holds the folder. */
export interface Holder {
  host: string;
  pid: number;
  since: string;
  /** The locked file, as the holder's system names it (see `systemId`). */
  place: string;
  /** Unique per lease. */
  token: string;
}

export interface FoundLease {
  /** The content of the file, which every renewal changes. */
  text: string;
  /** Undefined if the content is not a lease, such as the lock file of an earlier version. */
  holder: Holder | undefined;
}

const POLLS_PER_WATCH = 20;
const COUNTER_DIGITS = 12;

/** Undefined without a lease. */
export async function readLease(file: string): Promise<FoundLease | undefined> {
  try {
    const text = await readFile(file, 'utf8');
    return { text, holder: parseHolder(text) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Waits whether the lease is renewed within `watchMs`. Returns the renewed lease, or undefined if it is stale or gone. */
export async function watchLease(
  file: string,
  found: FoundLease,
  watchMs: number,
): Promise<FoundLease | undefined> {
  for (let poll = 0; poll < POLLS_PER_WATCH; poll++) {
    await delay(watchMs / POLLS_PER_WATCH);
    const lease = await readLease(file);
    if (lease === undefined) return undefined;
    if (lease.text !== found.text) return lease;
  }
  return undefined;
}

/** Writes a lease over the stale one, or a new one. Returns undefined if another process has written one meanwhile. */
export async function takeLease(
  file: string,
  stale: FoundLease | undefined,
  place: string,
): Promise<{ holder: Holder } | undefined> {
  const since = new Date().toISOString();
  const holder: Holder = { host: hostname(), pid: process.pid, since, place, token: randomUUID() };
  const text = leaseText(holder, 0);
  if (stale === undefined) {
    try {
      await writeFile(file, text, { flag: 'wx', mode: 0o600 });
      return { holder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
      throw error;
    }
  }
  const draft = `${file}.${holder.token}`;
  try {
    await writeFile(draft, text, { mode: 0o600 });
    const lease = await readLease(file);
    if (lease !== undefined && lease.text !== stale.text) return undefined;
    await rename(draft, file);
    return { holder };
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Renews the lease until the returned function is called, which then removes it. Calls `onLost` if the file is the lease
 * of another process.
 */
export function startLease(
  file: string,
  holder: Holder,
  everyMs: number,
  onLost: (other: Holder | undefined) => void,
): () => Promise<void> {
  const stopping = new AbortController();
  const run = async () => {
    for (let count = 1; ; count++) {
      await delay(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => {});
      if (stopping.signal.aborted) return;
      // A renewal that fails, for example on a full disk, is repeated. Only another process's lease ends the loop.
      const other = await renew(file, holder, count).catch(() => undefined);
      if (other !== undefined) return onLost(other.holder);
    }
  };
  const running = run();
  return async () => {
    stopping.abort();
    await running;
    const found = await readLease(file).catch(() => undefined);
    if (found?.holder?.token === holder.token) await rm(file, { force: true });
  };
}

/** Returns the lease of another process, if there is one. */
async function renew(file: string, holder: Holder, count: number): Promise<FoundLease | undefined> {
  const found = await readLease(file);
  if (found === undefined) {
    await writeFile(file, leaseText(holder, count), { flag: 'wx', mode: 0o600 });
    return undefined;
  }
  if (found.holder?.token !== holder.token) return found;
  // In place and of the same length: needs no space on the disk, and cannot replace the lease of another process.
  const handle = await open(file, 'r+');
  try {
    await handle.write(leaseText(holder, count), 0);
  } finally {
    await handle.close();
  }
  return undefined;
}

function leaseText(holder: Holder, count: number): string {
  return `${JSON.stringify({ ...holder, renewals: String(count).padStart(COUNTER_DIGITS, '0') })}\n`;
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Partial<Holder> | null;
    return typeof value?.token === 'string' && typeof value.pid === 'number' ? (value as Holder) : undefined;
  } catch {
    return undefined;
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT';
}

let ownId: string | undefined;

/**
 * Identifies the running system: the same in all containers of a machine, and different after a restart. Where Linux
 * hides it, the ID is unique to this process, so that no other lease seems to be from the same system.
 */
export function systemId(): string {
  ownId ??= readBootId() ?? (process.platform === 'linux' ? randomUUID() : hostname());
  return ownId;
}

function readBootId(): string | undefined {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
}
