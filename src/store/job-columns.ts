// The columns of the table `jobs`: their types in TypeScript and in PostgreSQL.
import type { CatchUp } from '../schedule/catch-up.ts';
import type { DaysOff } from '../schedule/schedule.ts';
import type { Defaulted, Instant, Json, NullableInstant, NullableJson } from './column-types.ts';
import type { ColumnType } from './columns.ts';

export type ScheduleType = 'cron' | 'specific_time' | 'recurring';
type Interval = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Overlap = 'skip' | 'allow' | 'queue' | 'cancel_previous';

/** The retry policy as stored in `jobs.retry`. */
export interface Retry {
  max_attempts: number;
  initial_delay_seconds: number;
  max_delay_seconds: number;
  factor: number;
  max_age_seconds: number;
  /** Codes such as `503`, classes such as `5xx`, `network` and `timeout`. Null: every failure. */
  on: string[] | null;
}

/** The success policy as stored in `jobs.success`. */
export interface Success {
  /** Codes such as `204` and classes such as `2xx`. */
  statuses: string[];
  body_contains: string | null;
}

/** The callback of a job as stored in `jobs.on_finish`. */
export interface OnFinish {
  url: string;
  when: 'failed' | 'succeeded' | 'always';
}

export interface JobsTable {
  id: string;
  /** A unique name that the API client chooses. */
  key: string | null;
  /** The set of jobs whose requests to `POST /jobs/apply` define this job. */
  managed_by: string | null;
  name: string;
  description: string | null;
  type: 'http';
  target: string;
  method: Method;
  headers: Json<Record<string, string>>;
  /** Names of headers whose values are secret besides those whose names say so. */
  secret_headers: Json<string[]>;
  /** The name of a credential. */
  credential: string | null;
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
  on_finish: NullableJson<OnFinish>;
  retention_days: number | null;
  retention_runs: number | null;
  allow_payload_override: boolean;
  /** Encrypted. */
  signing_secret: string | null;
  /** Encrypted; requests are also signed with it until it expires. */
  previous_signing_secret: string | null;
  previous_secret_expires_at: NullableInstant;
  /** The host of `target`, for the concurrency limit per host. */
  target_host: string;
  version: Defaulted<number>;
  created_at: Instant;
  updated_at: Instant;
}

/** The types of values in PostgreSQL, for statements that take rows as arrays. */
export const jobColumns: Readonly<Record<keyof JobsTable, ColumnType>> = {
  id: 'uuid',
  key: 'text',
  managed_by: 'text',
  name: 'text',
  description: 'text',
  type: 'text',
  target: 'text',
  method: 'text',
  headers: 'jsonb',
  secret_headers: 'jsonb',
  credential: 'text',
  payload: 'jsonb',
  cron_expression: 'text',
  schedule_type: 'text',
  specific_time: 'timestamptz',
  interval: 'text',
  interval_value: 'integer',
  timezone: 'text',
  starts_at: 'timestamptz',
  ends_at: 'timestamptz',
  exclude: 'jsonb',
  max_runs: 'integer',
  spread_seconds: 'integer',
  catch_up: 'jsonb',
  timeout_seconds: 'integer',
  retry: 'jsonb',
  tags: 'jsonb',
  delete_when_finished: 'boolean',
  overlap: 'text',
  success: 'jsonb',
  pause_after_failures: 'integer',
  on_finish: 'jsonb',
  retention_days: 'integer',
  retention_runs: 'integer',
  allow_payload_override: 'boolean',
  signing_secret: 'text',
  previous_signing_secret: 'text',
  previous_secret_expires_at: 'timestamptz',
  target_host: 'text',
  version: 'integer',
  created_at: 'timestamptz',
  updated_at: 'timestamptz',
};
