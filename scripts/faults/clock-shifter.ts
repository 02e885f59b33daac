// Shifts the wall clock of processes with libfaketime. Their monotonic clock stays, as in a suspended virtual machine.
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
];

const clockLibrary: string | undefined = LIBRARIES.find((file) => existsSync(file));

export interface ClockShifter {
  /** Settings of a process that follows this clock. */
  environment: Record<string, string>;
  /** Settings of a Node.js process whose uptime follows the clock too, as after a suspension of the machine. */
  uptimeEnvironment: Record<string, string>;
  /** Takes effect within a second in every process that follows the clock. */
  shift(offsetMs: number): void;
  offsetMs(): number;
}

/** `name` separates the clocks of one scenario. */
export function createClockShifter(folder: string, name = 'clock'): ClockShifter {
  if (clockLibrary === undefined) throw new Error('libfaketime is missing: install the package faketime.');
  const file = path.join(folder, name);
  let offsetMs = 0;
  const write = () => {
    // Renamed, because a process may read a file that is only half written.
    writeFileSync(`${file}.new`, `${offsetMs < 0 ? '' : '+'}${(offsetMs / 1_000).toFixed(3)}\n`, {
      mode: 0o644,
    });
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    environment: {
      LD_PRELOAD: clockLibrary,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_NO_CACHE: '0',
    },
    uptimeEnvironment: {
      NODE_OPTIONS: `--import=${new URL('shifted-uptime.ts', import.meta.url).href}`,
      SHIFTED_UPTIME_FILE: file,
    },
    shift: (wantedMs) => {
      offsetMs = wantedMs;
      write();
    },
    offsetMs: () => offsetMs,
  };
}
