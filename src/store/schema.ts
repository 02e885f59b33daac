// The tables of the database as TypeScript types.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { Defaulted, Instant, Json, NullableInstant, NullableJson } from './column-types.ts';
import type { CredentialAction, CredentialTables } from './credential-table.ts';
import type { JobsTable } from './job-columns.ts';
import type { NotificationAction, NotificationTables } from './notification-tables.ts';
import type { ObjectiveAction, ObjectiveTables } from './objective-tables.ts';
import type { ProcessesTable } from './process-table.ts';

/** Every transition is declared in `job-transitions.ts` and drawn in docs/lifecycle.md. */
export type JobStatus =
  /** Planned. Entered by a request or the end of a pause; left by a pause, a completion, a failure or a deletion. */
  | 'active'
  /** Paused by a request, or complete. Left by a resume, an edit with a new occurrence, or a deletion. */
  | 'inactive'
  /** The run of a specific time failed, too many runs failed, or the schedule is invalid. Left as `inactive` is. */
  | 'failed';

/** Every transition is declared in `run-transitions.ts` and drawn in docs/lifecycle.md. */
export type RunStatus =
  /** Planned or started, not claimed. Entered by the planner or a request; left by a claim, a policy or a cancel. */
  | 'queued'
  /** A worker holds the lease. Entered by a claim; left by the result, or by rescue once the lease has expired. */
  | 'running'
  /** The next attempt is due at `due_at`. Entered by a result with attempts left; left by a claim or a cancel. */
  | 'retrying'
  /** Ended by the result of an attempt. */
  | 'succeeded'
  | 'failed'
  /** Ended by the overlap policy, without an attempt. */
  | 'skipped'
  /** Ended by the catch-up policy, without an attempt. */
  | 'missed'
  /** Ended by a request, by the end of its job, or by `cancel_previous`. */
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

/** The state of each job: one narrow row per job, updated by every plan, claim and result. */
export interface JobStatesTable {
  job_id: string;
  status: Defaulted<JobStatus>;
  /** The reason for `inactive` and `failed`; null while the job is active. */
  status_reason: string | null;
  /** The text that a user gave for the pause. */
  pause_reason: string | null;
  paused_until: NullableInstant;
  /** The earliest occurrence not yet planned. */
  next_run: NullableInstant;
  /** When `next_run` is due, with spread. Null also while runs and queued runs reach `max_runs`. */
  next_due_at: NullableInstant;
  /** The latest occurrence that was ever planned: earlier ones may have a run in history. */
  planned_until: NullableInstant;
  /** Scheduled runs that were claimed. */
  run_count: Defaulted<number>;
  /** Runs that have failed since the last success. */
  consecutive_failures: Defaulted<number>;
  /** Whether `consecutive_failures` is positive: an index on it is not updated by every further failure. */
  is_failing: GeneratedAlways<boolean>;
  /** The job is complete, and is deleted after the end of its last run. */
  delete_pending: Defaulted<boolean>;
  /** The ended run with the highest id. */
  last_run_id: string | null;
  last_run_status: RunStatus | null;
  last_run_scheduled_for: NullableInstant;
  last_run_finished_at: NullableInstant;
  last_run_status_code: number | null;
  changed_at: ColumnType<Temporal.Instant, string | undefined, string>;
}

export type LiveRunStatus = Extract<RunStatus, 'queued' | 'running' | 'retrying'>;

/**
 * The rule that makes a run wait for another run of its job: `overlap` and `catch_up` are policies, set by a worker at
 * the first claim or by the planner; `backfill` is set by the request. The end of the blocking run clears the value.
 */
export type WaitingFor = 'overlap' | 'catch_up' | 'backfill';

/** Unfinished runs: one narrow row each. The statement that ends a run moves the row to `runs`. */
export interface LiveRunsTable {
  id: string;
  job_id: string;
  job_name: string;
  trigger: RunTrigger;
  source_run_id: string | null;
  status: LiveRunStatus;
  /** Shown to users; steers nothing. */
  status_reason: string | null;
  /** Set while the run waits: its status is `queued`, and it has no message. */
  waiting_for: WaitingFor | null;
  /** The policy that has decided about the scheduled run: its claim applies no policy again. Never cleared. */
  decided_by: 'overlap' | 'catch_up' | null;
  scheduled_for: Instant;
  due_at: Instant;
  payload_override: NullableJson<unknown>;
  attempt_count: Defaulted<number>;
  lost_count: Defaulted<number>;
  /** Set if the job is paused, deleted or failed during an attempt: no retry follows. */
  final_attempt: Defaulted<boolean>;
  /** A request to abort the running attempt; the worker reads it when it renews the lease. */
  cancel_requested: Defaulted<boolean>;
  started_at: NullableInstant;
  attempt_started_at: NullableInstant;
  lateness_ms: number | null;
  duration_ms: number | null;
  status_code: number | null;
  error_code: string | null;
  error_message: string | null;
  first_attempt: NullableJson<AttemptRecord>;
  /** The name of the key that started the run; null for scheduled runs. */
  started_by: string | null;
  /** The queue message with the run; null until a message is assigned. */
  message_id: string | null;
  lease_token: string | null;
  lease_expires_at: NullableInstant;
}

/** History: ended runs, inserted once, partitioned by the day of the ID. Only an erasure of evidence updates them. */
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
  started_by: string | null;
}

export interface AttemptsTable {
  run_id: string;
  number: number;
  record: Json<AttemptRecord>;
}

/** Named values of the service, such as the scheduler pause. */
export interface ServiceStateTable {
  name: string;
  value: string;
}

/** A change of a job. Its entries also form the list of changes of the job. */
export type JobAction = 'job.created' | 'job.updated' | 'job.paused' | 'job.resumed' | 'job.deleted';
export type AuditAction =
  | JobAction
  | NotificationAction
  | ObjectiveAction
  | CredentialAction
  | 'job.backfilled'
  | 'job.evidence_erased'
  | 'job.tested'
  | 'run.started'
  | 'run.rerun'
  | 'run.canceled'
  | 'scheduler.paused'
  | 'scheduler.resumed'
  | 'session.signed_in'
  | 'session.signed_out'
  | 'session.refused'
  | 'request.refused';

/** The audit log: one entry per action, with the changed fields before and after. */
export interface AuditLogTable {
  id: string;
  created_at: Instant;
  actor: string;
  /** How the actor was authenticated; null for the service itself, without API keys, and for refused clients. */
  via: 'key' | 'session' | null;
  action: AuditAction;
  job_id: string | null;
  run_id: string | null;
  /** Of a refused request: method and path pattern, status code, and reason. */
  route: string | null;
  status_code: number | null;
  detail: string | null;
  /** The remote address of a sign-in, sign-out or refusal. */
  address: string | null;
  /** The number of equal actions within the minute that the entry stands for. */
  count: Defaulted<number>;
  /** The last of several actions. */
  last_at: NullableInstant;
  before: Json<Record<string, unknown>>;
  after: Json<Record<string, unknown>>;
}

/** The first response to each request with an `Idempotency-Key`. */
export interface IdempotentRequestsTable {
  scope: string;
  key: string;
  body_hash: string;
  headers: Json<Record<string, string>>;
  body: string;
  created_at: ColumnType<Temporal.Instant, string | undefined, never>;
}

/** Counts of the runs that one transaction ended, by minute. */
export interface RollUpPartsTable {
  starts_at: Instant;
  succeeded: number;
  failed: number;
  canceled: number;
  skipped: number;
  missed: number;
  /** The histogram bin of the lateness of each first attempt. */
  lateness_bins: number[];
}

/** Counts of ended runs by span of time. Readers add the parts that are not folded in yet. */
export interface RollUpsTable extends Omit<RollUpPartsTable, 'lateness_bins'> {
  span_minutes: number;
}

export interface RollUpLatenessTable {
  span_minutes: number;
  starts_at: Instant;
  bin: number;
  count: number;
}

/** Changes of the number of jobs, written with each status: the sum by status is the number of jobs. */
export interface JobCountsTable {
  status: JobStatus;
  count: number;
}

/** A time in which no run could start; the scheduler pause that is in force is in `service_state`. */
export interface InterruptionsTable {
  id: string;
  kind: 'scheduler_paused' | 'no_worker' | 'database_unreachable' | 'queue_unreachable';
  started_at: Instant;
  ended_at: NullableInstant; // null while it lasts
  actor: string | null;
  reason: string | null;
}

export interface Database extends NotificationTables, CredentialTables, ObjectiveTables {
  jobs: JobsTable;
  job_states: JobStatesTable;
  live_runs: LiveRunsTable;
  runs: RunsTable;
  attempts: AttemptsTable;
  service_state: ServiceStateTable;
  audit_log: AuditLogTable;
  idempotent_requests: IdempotentRequestsTable;
  roll_up_parts: RollUpPartsTable;
  roll_ups: RollUpsTable;
  roll_up_lateness: RollUpLatenessTable;
  job_counts: JobCountsTable;
  processes: ProcessesTable;
  interruptions: InterruptionsTable;
}
