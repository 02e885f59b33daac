// The tables of notifications and run callbacks as TypeScript types.
import type { Defaulted, Instant, Json, NullableInstant } from './column-types.ts';

export type NotificationAction =
  | 'channel.created'
  | 'channel.updated'
  | 'channel.tested'
  | 'channel.deleted'
  | 'rule.created'
  | 'rule.updated'
  | 'rule.deleted';

export type ChannelType = 'webhook' | 'slack' | 'email';

/** Receivers of notices. */
export interface ChannelsTable {
  id: string;
  name: string;
  type: ChannelType;
  /** Of a webhook as written, of Slack encrypted: the URL itself is the credential. Null for e-mail. */
  url: string | null;
  recipients: Json<string[]>;
  /** Encrypted. */
  signing_secret: string | null;
  created_at: Instant;
  updated_at: Instant;
}

/** The condition of a rule. A rule has one; an alert is open while it holds for a job. */
export type RuleEvent = 'failing' | 'missed' | 'late' | 'paused_by_failures' | 'no_success';

export interface NotificationRulesTable {
  id: string;
  name: string;
  enabled: boolean;
  /** Null, like `tag`: every job. */
  job_id: string | null;
  tag: string | null;
  event: RuleEvent;
  /** Of `failing`: failed runs in a row. */
  failures: number | null;
  /** Of `late`. */
  late_seconds: number | null;
  /** Of `no_success`: hours without a succeeded run. */
  silent_hours: number | null;
  notify_recovery: boolean;
  repeat_after_seconds: number | null;
  channel_ids: Json<string[]>;
  created_at: Instant;
  updated_at: Instant;
}

export type NoticeKind = 'opened' | 'repeated' | 'recovered' | 'flapping' | 'test';
export type CloseReason = 'recovered' | 'job_deleted' | 'rule_changed';

/** A rule whose condition holds, or held, for a job. At most one is open per rule and job. */
export interface AlertsTable {
  id: string;
  rule_id: string;
  rule_name: string;
  event: RuleEvent;
  job_id: string;
  job_name: string;
  /** The run that opened the alert; null if none did. */
  run_id: string | null;
  message: string;
  state: 'open' | 'closed';
  opened_at: Instant;
  closed_at: NullableInstant;
  close_reason: CloseReason | null;
  /** The last open or close. */
  changed_at: Instant;
  /** The number of opens and closes; above 2 the alert flapped. */
  changes: Defaulted<number>;
  /** Opens and closes are not sent until none has happened for a while. */
  is_flapping: Defaulted<boolean>;
  /** The kind of the notice that is to be written; null if none is. */
  pending: Exclude<NoticeKind, 'test'> | null;
  notified_at: NullableInstant;
}

export type DeliveryStatus = 'queued' | 'sent' | 'failed';

/** The columns of a message that is sent with retries. */
interface DeliveryColumns {
  status: DeliveryStatus;
  attempts: Defaulted<number>;
  error: string | null;
  /** Null unless queued. During an attempt, the instant at which another process may repeat it. */
  next_attempt_at: NullableInstant;
  sent_at: NullableInstant;
}

/** One message to one channel. */
export interface NoticesTable extends DeliveryColumns {
  id: string;
  created_at: Instant;
  kind: NoticeKind;
  channel_id: string;
  channel_name: string;
  channel_type: ChannelType;
  rule_id: string | null;
  rule_name: string | null;
  /** The job, if the notice is about one. */
  job_id: string | null;
  job_name: string | null;
  alert_count: number;
  subject: string;
  text: string;
  /** The rule in words. */
  why: string;
  /** The data of the webhook message. */
  data: Json<Record<string, unknown>>;
}

/** The message to `on_finish` of a job about the end of a run. The ID is that of the run. */
export interface CallbacksTable extends DeliveryColumns {
  id: string;
  job_id: string;
  url: string;
  /** Encrypted, bound to the job. */
  signing_secret: string | null;
  previous_signing_secret: string | null;
}

/** Runs that were missed since the last look of the rules. */
export interface MissedRunsTable {
  run_id: string;
  job_id: string;
  scheduled_for: Instant;
  missed_count: number;
  missed_at: Defaulted<Temporal.Instant>;
}

export interface NotificationTables {
  channels: ChannelsTable;
  notification_rules: NotificationRulesTable;
  alerts: AlertsTable;
  notices: NoticesTable;
  callbacks: CallbacksTable;
  missed_runs: MissedRunsTable;
}
