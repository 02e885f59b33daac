// The tables as TypeScript sees them.
import type { ColumnType, GeneratedAlways } from 'kysely';
import type { CatchUp } from '../schedule/catch-up.ts';
import type { DaysOff } from '../schedule/schedule.ts';

/** Reads as an instant, is written as RFC 3339 text: drivers disagree about every other form. */
type Instant = ColumnType<Temporal.Instant, string, string>;
type NullableInstant = ColumnType<Temporal.Instant | null, string | null | undefined, string | null>;
/** Reads as the value, is written as JSON text: drivers disagree about arrays and strings. */
type Json<T> = ColumnType<T, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
type Defaulted<T> = ColumnType<T, T | undefined, T>;

export type JobStatus = 'active' | 'inactive' | 'failed';
export type ScheduleType = 'cron' | 'specific_time' | 'recurring';
export type Interval = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
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
export type Overlap = 'skip' | 'allow' | 'queue' | 'cancel_previous';

/** The retry policy as stored in `jobs.retry`. */
export interface Retry {
  max_attempts: number;
  initial_delay_seconds: number;
  max_delay_seconds: number;
  factor: number;
  max_age_seconds: number;
}

/** What counts as success, as stored in `jobs.success`. */
export interface Success {
  /** Codes such as `204` and classes such as `2xx`. */
  statuses: string[];
  body_contains: string | null;
}

/** One attempt as stored in `runs.first_attempt` and `attempts.record`: written once, read whole. */
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

export interface JobsTable {
  id: string;
  /** The caller's own unique name. */
  key: string | null;
  name: string;
  description: string | null;
  type: string;
  target: string;
  method: string;
  headers: Json<Record<string, string>>;
  payload: NullableJson<unknown>;
  cron_expression: string | null;
  schedule_type: ScheduleType;
  specific_time: NullableInstant;
  interval: Interval | null;
  interval_value: number | null;
  timezone: string;
  starts_at: NullableInstant;
  ends_at: NullableInstant;
  exclude: Json<DaysOff[]>;
  max_runs: number | null;
  spread_seconds: number;
  catch_up: Json<CatchUp>;
  timeout_seconds: number;
  retry: Json<Retry>;
  tags: Json<string[]>;
  delete_when_finished: boolean;
  overlap: Overlap;
  success: Json<Success>;
  pause_after_failures: number | null;
  /** Sealed. */
  signing_secret: string | null;
  /** Sealed; signs along until it expires. */
  previous_signing_secret: string | null;
  previous_secret_expires_at: NullableInstant;
  /** The host of `target`, by which a worker shares its places. */
  target_host: string;
  /** The earliest occurrence not yet planned. */
  next_run: NullableInstant;
  /** When it is due, with spread; null also while the number of runs is taken by those queued. */
  next_due_at: NullableInstant;
  /** Scheduled runs that were claimed. */
  run_count: Defaulted<number>;
  /** Why somebody paused it, and until when. */
  pause_reason: Defaulted<string | null>;
  paused_until: NullableInstant;
  /** Runs that failed since one succeeded. */
  consecutive_failures: Defaulted<number>;
  /** Whether there are any: what an index can name without being written to at each of them. */
  is_failing: GeneratedAlways<boolean>;
  status: JobStatus;
  status_reason: string | null;
  version: Defaulted<number>;
  created_at: Instant;
  updated_at: Instant;
}

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
  /** Set when the job is paused or deleted while an attempt is under way: if it fails, no other follows. */
  final_attempt: Defaulted<boolean>;
  /** Somebody wants the attempt under way to be given up. */
  cancel_requested: Defaulted<boolean>;
  started_at: NullableInstant;
  attempt_started_at: NullableInstant;
  finished_at: NullableInstant;
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

/** Kept by triggers: the sum of a status's rows is how many jobs have it. */
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
