// Reads a small configuration file, and reads it again after it has changed.
import { readFileSync, statSync } from 'node:fs';

/** A change takes effect within this time: `stat` before every use would cost more than the use. */
const CHECK_EVERY_MS = 1_000;

/** Returns a function that returns the parsed file. A file that is missing or unreadable counts as empty. */
export function watchFile<T>(path: string | undefined, parse: (text: string) => T): () => T {
  let parsed = parse('');
  let version = '';
  let checkedAt = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (path === undefined || now - checkedAt < CHECK_EVERY_MS) return parsed;
    checkedAt = now;
    const found = findVersion(path);
    if (found !== version) {
      version = found;
      parsed = parse(found === '' ? '' : readText(path));
    }
    return parsed;
  };
}

/** Containers replace these files or write to them: both change one of the parts. */
function findVersion(path: string): string {
  try {
    const { dev, ino, size, mtimeNs } = statSync(path, { bigint: true });
    return `${dev}/${ino}/${size}/${mtimeNs}`;
  } catch {
    return '';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
