// Closes the folder of the embedded database to other users: it contains payloads, and the key of the secrets.
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

const OWNER_ONLY = 0o700;
const OTHERS = 0o077;

/**
 * Gives the folder and its database the mode 0700. A volume can belong to another user, who alone may change it: then the
 * database below still is closed, and the return value names what is left to do.
 */
export function closeFolder(folder: string): string | undefined {
  // Windows has access lists instead.
  if (process.platform === 'win32') return undefined;
  const database = path.join(folder, 'pg');
  mkdirSync(database, { recursive: true, mode: OWNER_ONLY });
  closeOne(database);
  try {
    closeOne(folder);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
    return `Other users of this machine may open the folder ${folder}, and this user may not change that: let its owner run \`chmod 700 ${folder}\`.`;
  }
}

function closeOne(folder: string): void {
  if ((statSync(folder).mode & OTHERS) !== 0) chmodSync(folder, OWNER_ONLY);
}
