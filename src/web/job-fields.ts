// Generated from openapi/schemas/job-fields.ts and src/http/redact.ts by `npm run generate`; never edited.
import type { Job } from '../../client/src/index.ts';

/** The fields of a job's definition, in the order of the declaration. */
export const fieldNames = [
  "key",
  "managed_by",
  "name",
  "description",
  "type",
  "target",
  "method",
  "headers",
  "secret_headers",
  "credential",
  "payload",
  "schedule_type",
  "cron_expression",
  "specific_time",
  "interval",
  "interval_value",
  "timezone",
  "starts_at",
  "ends_at",
  "exclude",
  "max_runs",
  "spread_seconds",
  "timeout_seconds",
  "retry",
  "overlap",
  "catch_up",
  "success",
  "pause_after_failures",
  "on_finish",
  "retention_days",
  "retention_runs",
  "tags",
  "allow_payload_override",
  "delete_when_finished"
] as const;

/** The fields that say when a job occurs. */
export const scheduleFieldNames = [
  "schedule_type",
  "cron_expression",
  "specific_time",
  "interval",
  "interval_value",
  "timezone",
  "starts_at",
  "ends_at",
  "exclude"
] as const;

/** The fields that one schedule type needs and no other type has. */
export const fieldsOfType = {
  "cron": [
    "cron_expression"
  ],
  "specific_time": [
    "specific_time"
  ],
  "recurring": [
    "interval",
    "interval_value"
  ]
} as const;

/** The values of omitted fields. */
export const jobDefaults: Pick<Job, 'key' | 'managed_by' | 'description' | 'type' | 'method' | 'headers' | 'secret_headers' | 'credential' | 'payload' | 'cron_expression' | 'specific_time' | 'interval' | 'interval_value' | 'timezone' | 'starts_at' | 'ends_at' | 'exclude' | 'max_runs' | 'spread_seconds' | 'timeout_seconds' | 'retry' | 'overlap' | 'catch_up' | 'success' | 'pause_after_failures' | 'on_finish' | 'retention_days' | 'retention_runs' | 'tags' | 'allow_payload_override' | 'delete_when_finished'> = {
  "key": null,
  "managed_by": null,
  "description": null,
  "type": "http",
  "method": "POST",
  "headers": {},
  "secret_headers": [],
  "credential": null,
  "payload": null,
  "cron_expression": null,
  "specific_time": null,
  "interval": null,
  "interval_value": null,
  "timezone": "UTC",
  "starts_at": null,
  "ends_at": null,
  "exclude": [],
  "max_runs": null,
  "spread_seconds": 0,
  "timeout_seconds": 30,
  "retry": {
    "max_attempts": 4,
    "initial_delay_seconds": 10,
    "max_delay_seconds": 3600,
    "factor": 2,
    "max_age_seconds": 86400,
    "on": null
  },
  "overlap": "skip",
  "catch_up": {
    "policy": "one",
    "window_seconds": 86400
  },
  "success": {
    "statuses": [
      "2xx"
    ],
    "body_contains": null
  },
  "pause_after_failures": null,
  "on_finish": null,
  "retention_days": null,
  "retention_runs": null,
  "tags": [],
  "allow_payload_override": false,
  "delete_when_finished": false
};

/** Stands in place of a secret value. */
export const REDACTED = '[redacted]';
