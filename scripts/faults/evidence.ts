// The evidence of a scenario: what was requested, what was delivered, and what the stores contain afterwards.
import type { Delivery } from './delivery-log.ts';
import type { ServiceProcess, UnexpectedExit } from './service-process.ts';

/** A span of time in which a job was active. Its ends are uncertain by the duration of the requests that made them. */
export interface ActiveSpan {
  /** Occurrences before the first or after the last of these are wrong. */
  fromMs: number;
  untilMs: number;
  /** Occurrences between these are required. */
  surelyFromMs: number;
  surelyUntilMs: number;
}

/** A schedule as the scenario requested it. */
export type RequestedSchedule =
  | { type: 'cron'; expression: string; timezone: string }
  | { type: 'specific'; atMs: number }
  | { type: 'minutes'; every: number; anchorMs: number }
  /** Instants that the scenario computed itself. */
  | { type: 'listed'; instantsMs: number[] };

export type OverlapPolicy = 'skip' | 'allow' | 'queue' | 'cancel_previous';

export type CatchUpPolicy = 'one' | 'all' | 'none';

export interface RequestedJob {
  id: string;
  name: string;
  schedule: RequestedSchedule;
  overlap: OverlapPolicy;
  /** Policy `one` if undefined. */
  catchUp?: CatchUpPolicy;
  active: ActiveSpan[];
  /** Occurrences after it do not exist. */
  endsAtMs: number;
  /** The job was deleted, or deletes itself when it is complete. */
  isDeleted: boolean;
  /** Its lateness is not limited: its own slow target or policy delays it. */
  isSlow: boolean;
  /** The request that created the job had a response by then: what was due before can be late. */
  punctualFromMs?: number;
  /** The scenario damages the job: its occurrences, its state and its counters are not compared. */
  isDamaged?: boolean;
  /** Its target closes connections without a response. */
  closesConnections?: boolean;
}

export interface AttemptEvidence {
  number: number;
  outcome: string;
  startedAtMs: number;
}

export interface RunEvidence {
  id: string;
  jobId: string;
  trigger: string;
  status: string;
  statusReason: string | null;
  scheduledForMs: number;
  dueAtMs: number;
  /** Of a run that records several missed occurrences. */
  missedUntilMs: number | null;
  missedCount: number | null;
  attemptCount: number;
  lostCount: number;
  startedAtMs: number | null;
  /** Null while the run is unfinished. */
  finishedAtMs: number | null;
  waitingFor: string | null;
  attempts: AttemptEvidence[];
}

export interface JobStateEvidence {
  jobId: string;
  status: string;
  statusReason: string | null;
  nextRunMs: number | null;
}

export interface QueuedMessage {
  id: string;
  state: string;
  /** Undefined if the body is malformed. */
  runIds: string[] | undefined;
}

/** Ended runs at an earlier moment: a digest of each row by run ID. */
export type RunDigests = ReadonlyMap<string, string>;

export interface Resources {
  /** By process name. */
  processes: ReadonlyMap<string, { memoryMb: number; descriptors: number }>;
  databaseConnections: number;
  redisKeys: number | undefined;
}

/** Whether each process called itself ready, sampled during the scenario. */
export interface ReadinessSample {
  atMs: number;
  ready: ReadonlyMap<string, boolean>;
  /** Deliveries so far. */
  deliveries: number;
}

export interface Limits {
  /** From the end of the fault until everything is back to normal. */
  recoveryMs: number;
  /** Lateness of runs that are due outside of the fault and its recovery. */
  latenessMs: number;
  /** Attempts that may be recorded as lost. */
  lostAttempts: number;
  /** Fewer mean that the fault hit nothing, and that the scenario shows nothing. */
  lostAttemptsAtLeast: number;
  logLinesPerSecond: number;
  /** Lateness of any run, also during the fault. */
  worstMs: number;
}

export interface Evidence {
  jobs: RequestedJob[];
  jobStates: JobStateEvidence[];
  runs: RunEvidence[];
  deliveries: Delivery[];
  earlierRuns: RunDigests;
  laterRuns: RunDigests;
  queue: QueuedMessage[];
  resources: { before: Resources; after: Resources };
  readiness: ReadinessSample[];
  logs: Pick<ServiceProcess, 'name' | 'log'>[];
  unexpectedExits: UnexpectedExit[];
  /** Unix milliseconds by the clock of PostgreSQL. */
  fault: { startMs: number; endMs: number };
  checkedAtMs: number;
  limits: Limits;
}

/** A broken promise: the rule, and what breaks it in one sentence. */
export interface Violation {
  rule: string;
  text: string;
}

export function isScheduled(run: RunEvidence): boolean {
  return run.trigger === 'schedule';
}

export function toTime(ms: number | null): string {
  return ms === null || !Number.isFinite(ms) ? String(ms) : new Date(ms).toISOString();
}
