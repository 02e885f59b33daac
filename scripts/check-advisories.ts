// Fails if a dependency of the service has a known vulnerability; passes with a note if the registry cannot tell.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';

const LEVELS = ['critical', 'high', 'moderate', 'low', 'info'];

export interface Advisories {
  /** Packages with a known vulnerability; undefined if the registry has no advisories, or was not reached. */
  found: { name: string; severity: string }[] | undefined;
  /** Why `found` is undefined. */
  reason: string;
}

/** Reads the output of `npm audit --json`. */
export function readReport(output: string): Advisories {
  let report: unknown;
  try {
    report = JSON.parse(output);
  } catch {
    return { found: undefined, reason: 'npm audit printed no JSON' };
  }
  const { vulnerabilities, error, message } = report as {
    vulnerabilities?: Record<string, { severity: string }>;
    error?: { summary?: string };
    message?: string;
  };
  if (vulnerabilities === undefined) {
    return { found: undefined, reason: message ?? error?.summary ?? 'npm audit printed no vulnerabilities' };
  }
  const found = Object.entries(vulnerabilities).map(([name, { severity }]) => ({ name, severity }));
  found.sort((a, b) => LEVELS.indexOf(a.severity) - LEVELS.indexOf(b.severity));
  return { found, reason: '' };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], { encoding: 'utf8' });
  const { found, reason } = readReport(stdout);
  if (found === undefined) console.warn(`Advisories were not checked: ${reason}.`);
  else if (found.length === 0) console.log('No dependency has a known vulnerability.');
  else {
    for (const { name, severity } of found) console.error(`${name}: ${severity}`);
    console.error(`${found.length} dependencies have known vulnerabilities. See npm audit --omit=dev.`);
    process.exitCode = 1;
  }
}
