// The encryption key of the embedded database: a file in its folder, created at the first start.
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { KEY_BYTES } from './encryption.ts';

/** The key file exists but contains no key. */
export class KeyFileError extends Error {}

const FILE = 'encryption.key';

/** The folder's key; undefined without a key file. Throws `KeyFileError` if the file is damaged. */
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
  // The base64 decoder skips invalid characters: a valid file encodes to the same text again.
  if (key.length !== KEY_BYTES || key.toString('base64') !== text) {
    // A new key would turn a damage that a backup can repair into a loss.
    throw new KeyFileError(
      `The key file ${file} is damaged: it does not hold ${KEY_BYTES} bytes as base64. Restore it from a backup. ` +
        'If there is none, move the file away: a new key is created, and stored secrets must be entered again.',
    );
  }
  return key;
}

/**
 * The folder's key, created if missing; this process must hold the folder's lock. Throws `KeyFileError`.
 * A crash leaves no file or a complete one; a power failure never loses a key that has encrypted a secret.
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
    // Unlike a rename, a link never replaces an existing key.
    linkSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
  flushFolder(folder);
  return key;
}

function flushFolder(folder: string): void {
  // Windows cannot open folders.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
