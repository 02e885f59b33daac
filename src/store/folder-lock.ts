// Keeps a second process out of the embedded database's folder: two would corrupt it.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Another live process has the folder. */
export class FolderInUseError extends Error {}

/**
 * Takes the folder, creating it when absent; returns what gives it back.
 * A holder that died without giving it back does not hold it: a process id alone could have been reused since, so the
 * lock names the process's start as well, where the system tells it.
 * Throws when another live process holds the folder, naming it.
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
      if (holder === undefined) continue; // given back just now
      const [pid, start] = holder.split(' ');
      if (holder !== mine && isAlive(Number(pid), start)) {
        throw new FolderInUseError(
          `The database folder ${folder} is in use by process ${pid}. Stop it, or set DATA_DIR to another folder.`,
        );
      }
      // Another newcomer may do the same: what was moved away must be what was found dead.
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

/** When a process started, in a form that no other process of this or an earlier boot has; `?` where /proc is absent. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields 3 and 22, counted after the name, which may hold spaces. What was killed and not yet buried is dead.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'dead' : `${boot}/${fields[19]}`;
  } catch {
    return '?';
  }
}
