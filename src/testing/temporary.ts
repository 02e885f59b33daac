// The folder for the databases of tests: in memory if there is room, because a database has 1,100 files.
import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

const IN_MEMORY = '/dev/shm';
const NEEDED_BYTES = 2 ** 31;

/** Copying a database takes a tenth of the time in memory. Containers often have 64 MB there: then the folder is on disk. */
export const dataFolder = hasRoom(IN_MEMORY) ? IN_MEMORY : tmpdir();

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= NEEDED_BYTES;
  } catch {
    return false;
  }
}
