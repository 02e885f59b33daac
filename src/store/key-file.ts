// The embedded database's own encryption key: a file beside it, made at the first start.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KEY_BYTES } from './encryption.ts';

/** The key file is there and holds no key. */
export class KeyFileError extends Error {}

const FILE = 'encryption.key';

/** The folder's key, undefined where none was made. Throws `KeyFileError` when the file is damaged. */
export function findKeyFile(folder: string): Uint8Array | undefined {
  const file = path.join(folder, FILE);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const key = Buffer.from(text, 'base64');
  // Reading base64 skips what does not belong: only what is written back the same was whole.
  if (key.length !== KEY_BYTES || key.toString('base64') !== text) {
    // Not replaced by a new key: that would turn damage that a backup can mend into loss.
    throw new KeyFileError(
      `The key file ${file} is damaged: it does not hold ${KEY_BYTES} bytes as base64. Restore it from a backup. ` +
        'If there is none, move the file away: a new key is made, and secrets stored before must be entered again.',
    );
  }
  return key;
}

/**
 * The folder's key, created if missing; this process must hold the folder's lock. Throws `KeyFileError`.
 * A crash leaves either no key or a whole one, and a power cut none that has already encrypted a secret.
 */
export function getKeyFile(folder: string): Uint8Array {
  const found = findKeyFile(folder);
  if (found !== undefined) return found;
  const key = randomBytes(KEY_BYTES);
  const file = path.join(folder, FILE);
  const draft = `${file}.draft`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    // Unlike a rename, a link never replaces a key that is there.
    linkSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  flushFolder(folder);
  return key;
}

function flushFolder(folder: string): void {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
