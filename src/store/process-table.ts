// The table of processes as TypeScript types.
import type { Instant, NullableJson } from './column-types.ts';

export type ProcessRole = 'api' | 'worker';

/** A host that has as many requests in flight as a worker process allows. */
export interface FullHost {
  host: string;
  limit: number;
  in_flight: number;
}

/** The processes of the service, each updating its own row. */
export interface ProcessesTable {
  id: string;
  roles: ProcessRole[];
  host: string;
  pid: number;
  version: string;
  started_at: Instant;
  seen_at: Instant;
  /** Null without the worker role. */
  concurrency: number | null;
  in_flight: number | null;
  /** Positive: the clock of the process is ahead of the database's. Null if not known. */
  clock_offset_ms: number | null;
  /** Null without the worker role, and for a process of an earlier version. */
  full_hosts: NullableJson<FullHost[]>;
}
