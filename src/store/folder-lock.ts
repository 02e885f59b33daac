// Locks the folder of the embedded database: two processes would corrupt the data.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Another live process has locked the folder. */
export class FolderInUseError extends Error {}

/**
 * Locks the folder, creating it if missing, and returns a function that unlocks it. The lock of a dead process does not
 * count: the lock file contains the process ID and, where /proc exists, the start of the process, because the ID could
 * have been reused. Throws `FolderInUseError` if another live process has locked the folder.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = path.join(folder, 'scheduler.lock');
  const mine = `${process.pid} ${startOf(process.pid)}`;
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    while (!tryLink(draft, lock)) {
      const holder = readLock(lock);
      if (holder === undefined) continue; // unlocked just now
      const [pid, start] = holder.split(' ');
      if (holder !== mine && isAlive(Number(pid), start)) {
        throw new FolderInUseError(
          `The database folder ${folder} is in use by process ${pid}. Stop it, or set DATA_DIR to another folder.`,
        );
      }
      // Another process may do the same: the moved file must be the lock of the dead process.
      const dead = `${lock}.dead.${process.pid}`;
      renameSync(lock, dead);
      if (readLock(dead) !== holder) renameSync(dead, lock);
      else rmSync(dead, { force: true });
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readLock(lock) === mine) rmSync(lock, { force: true });
  };
}

function tryLink(draft: string, lock: string): boolean {
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function isAlive(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return start === startOf(pid);
}

/** The start of a process, unique over processes and boots; `?` without /proc. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 (state) and 22 (start), counted after the name, which may contain spaces. Zombies are dead.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : `${boot}/${fields[19]}`;
  } catch {
    return '?';
  }
}
