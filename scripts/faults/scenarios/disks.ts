// Faults of the disk of PostgreSQL: it is full for a while.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Field, Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const FAULT_MS = 30_000;
const CHUNK = Buffer.alloc(64 * 1_024);

export const diskScenarios: Scenario[] = [
  {
    name: 'postgres-disk-full',
    group: 'PostgreSQL',
    about: 'its disk is full for 30 s',
    backends: BOTH,
    faultMs: FAULT_MS,
    limits: {},
    // A small log of PostgreSQL leaves no files that it could reuse.
    cluster: { postgresDiskMb: 320, postgres: ['min_wal_size=32MB', 'max_wal_size=64MB'] },
    fault: async ({ cluster, wait, report }: Field) => {
      const file = path.join(cluster.postgresDisk!, 'filler');
      const descriptor = openSync(file, 'a');
      const untilMs = performance.now() + FAULT_MS;
      while (performance.now() < untilMs) {
        fill(descriptor);
        await wait(500);
      }
      closeSync(descriptor);
      rmSync(file);
      // Without room for its log, PostgreSQL stops. A process manager would start it again.
      if (!(await cluster.postgres.restartIfEnded())) return;
      report('PostgreSQL had stopped, and was started again');
    },
  },
];

/** Takes all room that is left. */
function fill(descriptor: number): void {
  try {
    for (;;) writeSync(descriptor, CHUNK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}
