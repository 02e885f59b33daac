// The tables as TypeScript sees them.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { Defaulted, Instant, Json, NullableInstant, NullableJson } from './column-types.ts';
import type { JobsTable } from './job-columns.ts';

export type JobStatus = 'active' | 'inactive' | 'failed';
export type RunStatus =
  | 'queued'
  | 'running'
  | 'retrying'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'missed'
  | 'canceled';
export type RunTrigger = 'schedule' | 'manual' | 'backfill' | 'retry';
/** One attempt as stored in `first_attempt` and `attempts.record`: written once, read whole. */
export interface AttemptRecord {
  number: number;
  started_at: string;
  duration_ms: number | null;
  outcome: 'succeeded' | 'rejected' | 'timed_out' | 'unreachable' | 'blocked' | 'canceled' | 'lost';
  status_code: number | null;
  error: { code: string; message: string } | null;
  timings: {
    dns_ms: number | null;
    connect_ms: number | null;
    tls_ms: number | null;
    first_byte_ms: number | null;
    total_ms: number | null;
  } | null;
  request: { method: string; url: string; headers: Record<string, string>; body: string | null } | null;
  response: { headers: Record<string, string>; body: string; truncated: boolean } | null;
}

/** Where a job stands: one narrow row per job, written by the service at every plan, claim and result. */
export interface JobStatesTable {
  job_id: string;
  status: Defaulted<JobStatus>;
  /** Null while the job is active. */
  status_reason: string | null;
  /** Given with a pause. */
  pause_reason: string | null;
  paused_until: NullableInstant;
  /** The earliest occurrence not yet planned. */
  next_run: NullableInstant;
  /** When it is due, with spread; null also while `max_runs` is used up by queued runs. */
  next_due_at: NullableInstant;
  /** The latest occurrence that was ever planned: those up to it may have a run in history already. */
  planned_until: NullableInstant;
  /** Scheduled runs that were claimed. */
  run_count: Defaulted<number>;
  /** Runs that failed since one succeeded. */
  consecutive_failures: Defaulted<number>;
  /** An index can name this column without being written to at each further failure. */
  is_failing: GeneratedAlways<boolean>;
  /** The job is finished and to be deleted once its last run has ended. */
  delete_pending: Defaulted<boolean>;
  /** The ended run with the highest id. */
  last_run_id: string | null;
  last_run_status: RunStatus | null;
  last_run_scheduled_for: NullableInstant;
  last_run_finished_at: NullableInstant;
  last_run_status_code: number | null;
  changed_at: ColumnType<Temporal.Instant, string | undefined, string>;
}

export type LiveRunStatus = 'queued' | 'running' | 'retrying';

/** A run that waits until another run of its job has ended, by the rule that made it wait. */
export type WaitingFor = 'overlap' | 'catch_up' | 'backfill';

/** Unfinished runs: one narrow row each, moved to `runs` by the statement that ends the run. */
export interface LiveRunsTable {
  id: string;
  job_id: string;
  job_name: string;
  trigger: RunTrigger;
  source_run_id: string | null;
  status: LiveRunStatus;
  /** For people; nothing is decided by it. */
  status_reason: string | null;
  /** Set while the run waits for another to end; it is queued and has no message meanwhile. */
  waiting_for: WaitingFor | null;
  /** The policy that has decided about this run already: its claim applies neither catch-up nor overlap again. */
  decided_by: 'overlap' | 'catch_up' | null;
  scheduled_for: Instant;
  due_at: Instant;
  payload_override: NullableJson<unknown>;
  attempt_count: Defaulted<number>;
  lost_count: Defaulted<number>;
  /** Set when the job is paused or deleted during an attempt: if the attempt fails, no other follows. */
  final_attempt: Defaulted<boolean>;
  /** A request to abort the running attempt; its worker sees it when it renews the lease. */
  cancel_requested: Defaulted<boolean>;
  started_at: NullableInstant;
  attempt_started_at: NullableInstant;
  lateness_ms: number | null;
  duration_ms: number | null;
  status_code: number | null;
  error_code: string | null;
  error_message: string | null;
  first_attempt: NullableJson<AttemptRecord>;
  /** The queue's message that carries the run; null until one is to be enqueued. */
  message_id: string | null;
  lease_token: string | null;
  lease_expires_at: NullableInstant;
}

/** History: finished runs, inserted whole and never updated, partitioned by day of the id. */
export interface RunsTable {
  id: string;
  job_id: string;
  job_name: string;
  trigger: RunTrigger;
  source_run_id: string | null;
  status: RunStatus;
  status_reason: string | null;
  scheduled_for: Instant;
  due_at: Instant;
  missed_until: NullableInstant;
  missed_count: number | null;
  payload_override: NullableJson<unknown>;
  attempt_count: Defaulted<number>;
  lost_count: Defaulted<number>;
  started_at: NullableInstant;
  finished_at: Instant;
  lateness_ms: number | null;
  duration_ms: number | null;
  status_code: number | null;
  error_code: string | null;
  error_message: string | null;
  first_attempt: NullableJson<AttemptRecord>;
}

export interface AttemptsTable {
  run_id: string;
  number: number;
  record: Json<AttemptRecord>;
}

/** What the service remembers about itself. */
export interface ServiceStateTable {
  name: string;
  value: string;
}

/** Somebody's change of a job: the changed fields before and after. */
export interface JobChangesTable {
  id: string;
  job_id: string;
  changed_at: Instant;
  actor: string;
  action: string;
  before: Json<Record<string, unknown>>;
  after: Json<Record<string, unknown>>;
}

/** What a request with an `Idempotency-Key` was answered. */
export interface IdempotentRequestsTable {
  scope: string;
  key: string;
  body_hash: string;
  headers: Json<Record<string, string>>;
  body: string;
  created_at: ColumnType<Temporal.Instant, string | undefined, never>;
}

/** Ended runs of one minute, by one transaction. */
export interface RollUpPartsTable {
  starts_at: Instant;
  succeeded: number;
  failed: number;
  canceled: number;
  skipped: number;
  missed: number;
  /** The bin of each first attempt's lateness. */
  lateness_bins: number[];
}

/** Ended runs of a span of the clock; the parts not yet moved on come on top. */
export interface RollUpsTable extends Omit<RollUpPartsTable, 'lateness_bins'> {
  span_minutes: number;
}

export interface RollUpLatenessTable {
  span_minutes: number;
  starts_at: Instant;
  bin: number;
  count: number;
}

/** Changes of the number of jobs, written with the status: the sum of a status's rows is how many jobs have it. */
export interface JobCountsTable {
  status: JobStatus;
  count: number;
}

export type ProcessRole = 'api' | 'worker';

/** Processes as they tell of themselves. */
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
}

export interface Database {
  jobs: JobsTable;
  job_states: JobStatesTable;
  live_runs: LiveRunsTable;
  runs: RunsTable;
  attempts: AttemptsTable;
  service_state: ServiceStateTable;
  job_changes: JobChangesTable;
  idempotent_requests: IdempotentRequestsTable;
  roll_up_parts: RollUpPartsTable;
  roll_ups: RollUpsTable;
  roll_up_lateness: RollUpLatenessTable;
  job_counts: JobCountsTable;
  processes: ProcessesTable;
}
