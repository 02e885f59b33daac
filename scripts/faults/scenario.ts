// A scenario: a fault, the cluster that it needs, and what it may cost.
import type { JobInput } from '../../client/src/index.ts';
import type { Backend, Cluster, ClusterOptions } from './cluster.ts';
import type { Limits, RequestedJob, RequestedSchedule } from './evidence.ts';
import type { Random } from './random.ts';

/** What the shipped settings promise: the lease, two sweeps and five seconds. */
export const RECOVERY_MS = 45_000;

/** What a scenario can use while its fault is active. */
export interface Field {
  cluster: Cluster;
  random: Random;
  /** Jobs that the checker knows. Scenarios change their `active` spans when they pause, edit or delete them. */
  jobs: RequestedJob[];
  /** Unix milliseconds by the clock of PostgreSQL. */
  now: () => number;
  wait: (ms: number) => Promise<void>;
  /** Waits for a condition, and fails the scenario after `withinMs`. */
  until: (what: string, condition: () => Promise<boolean> | boolean, withinMs?: number) => Promise<void>;
  /** A rule of the scenario's own. */
  expect: (isTrue: boolean, text: string) => void;
  create: (
    input: JobInput,
    schedule: RequestedSchedule,
    traits?: Partial<RequestedJob>,
  ) => Promise<RequestedJob>;
  report: (line: string) => void;
}

export interface Scenario {
  name: string;
  /** Its group in the table. */
  group: string;
  /** The fault in a few words, as in the table. */
  about: string;
  backends: readonly Backend[];
  /** How long the fault lasts: the load continues beyond it. */
  faultMs: number;
  limits: Partial<Limits>;
  /** Where a backend changes what the fault does. */
  backendLimits?: Partial<Record<Backend, Partial<Limits>>>;
  /** Part of the short run. */
  isShort?: boolean;
  oneShotsPerSecond?: number;
  cluster?: Partial<Omit<ClusterOptions, 'backend' | 'random'>>;
  /** How far the clock of PostgreSQL jumps during the fault. */
  clockJumpMs?: number;
  /** Before the processes start. */
  prepare?: (cluster: Cluster, random: Random) => Promise<void>;
  /** Starts the processes itself, instead of all at once. */
  launch?: (cluster: Cluster, random: Random) => Promise<void>;
  /** Resolves once the fault has ended. */
  fault: (field: Field) => Promise<void>;
  /** After recovery, before the evidence is collected. */
  afterwards?: (field: Field) => Promise<void>;
}
