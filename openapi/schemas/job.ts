// Job schemas: the request bodies JobInput and JobPatch, the response Job, and audit log entries.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull, text } from './common.ts';
import { examples } from './examples.ts';
import {
  CatchUp,
  CatchUpInput,
  catchUpFields,
  Retry,
  RetryInput,
  retryFields,
  Success,
  SuccessInput,
  successFields,
} from './policies.ts';
import { RunStatus } from './run.ts';
import { scheduleFields } from './schedule.ts';

const Headers = z.record(z.string().max(256), z.string().max(16_384)).openapi({
  description:
    'HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value.',
  example: { 'x-tenant': 'acme' },
});

const KeyText = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9._:-]+$/, 'may hold letters, digits and . _ : -');
const ofKey = {
  description: 'A unique name that the API client chooses for the job.',
  example: 'billing:close-invoices',
};

/** The key as a path parameter. */
export const Key = KeyText.openapi(ofKey);

const fields = {
  key: orNull(KeyText).openapi(ofKey),
  name: text(255)
    .refine((value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value), 'must have a visible character')
    .openapi({ minLength: 1, example: 'Example Job' }),
  description: orNull(text(10_000)).openapi({ example: 'An example job that sends a notification' }),
  type: z.literal('http').openapi({ description: 'The job type. `http` is the only one.' }),
  target: z.string().max(2083).openapi({
    description:
      'The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`.',
    example: 'https://example.com/api/notify',
  }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .openapi({ description: 'The HTTP method. `GET` and `HEAD` take no payload.' }),
  headers: Headers,
  payload: z.unknown().openapi({
    description:
      'The request body: any JSON value up to 256 KiB, sent as `application/json`. A string is sent unchanged when `headers` sets another content type. Null sends no body.',
    example: { message: 'Hello, world!' },
  }),
  ...scheduleFields,
  max_runs: orNull(z.int().min(1).max(2_147_483_647)).openapi({
    description:
      'The job completes after this number of scheduled runs. Skipped and missed runs do not count.',
  }),
  spread_seconds: z.int().min(0).max(86_400).openapi({
    description:
      'Delays every occurrence by a fixed number of seconds between 0 and this value, derived from the job ID and never past the next occurrence. Prevents many jobs from starting at the same instant.',
  }),
  timeout_seconds: z.int().min(1).max(1800).openapi({
    description:
      'Time limit of one attempt in seconds, from the DNS lookup to the last byte of the response.',
  }),
  overlap: z.enum(['skip', 'allow', 'queue', 'cancel_previous']).openapi({
    description:
      'The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.',
  }),
  tags: z
    .array(text(100).min(1))
    .max(20)
    .openapi({ description: 'Labels to filter jobs by.', example: ['billing'] }),
  delete_when_finished: z.boolean().openapi({
    description: 'Deletes the job when its schedule has no further occurrence. Its runs are kept.',
  }),
  pause_after_failures: orNull(z.int().min(1).max(1_000_000)).openapi({
    description:
      'Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops.',
  }),
  status: z
    .enum(['active', 'inactive', 'failed'])
    .openapi({ description: 'The job status. Only the service sets `failed`.' }),
};

const LastRun = z
  .strictObject({
    id: Id,
    status: RunStatus,
    scheduled_for: Instant,
    finished_at: orNull(Instant),
    status_code: orNull(z.int()),
  })
  .openapi('LastRun', { example: examples.lastRun });

/** Fields that only the service sets: always present in responses, ignored in request bodies. */
const serviceFields = {
  id: Id,
  status_reason: orNull(z.string().max(100)).openapi({
    description:
      'Why the job is not active: `paused`, `completed`, `ended`, `max_runs`, `run_failed`, `missed`, `too_many_failures` or `invalid`. Null for an active job.',
  }),
  pause_reason: orNull(z.string().max(500)).openapi({ description: 'The reason given with the pause.' }),
  paused_until: orNull(Instant).openapi({ description: 'When the service resumes the job automatically.' }),
  next_run: orNull(Instant).openapi({
    description: 'The earliest occurrence that has not started and is not waiting for another run.',
  }),
  schedule_description: orNull(z.string().max(1_000)).openapi({
    description:
      'The schedule in plain English, without a final full stop. Null if the stored schedule is no longer valid.',
  }),
  next_due_at: orNull(Instant).openapi({
    description: 'The start time of `next_run`, including the delay of `spread_seconds`.',
  }),
  last_run: orNull(LastRun),
  run_count: z.int().openapi({ description: 'Number of scheduled runs that have started.' }),
  consecutive_failures: z
    .int()
    .openapi({ description: 'Number of failed runs since the last successful run.' }),
  has_signing_secret: z
    .boolean()
    .openapi({ description: 'True if the job has a signing secret. Its requests are then signed.' }),
  version: z.int().openapi({ description: 'Version number of the definition, incremented by every edit.' }),
  created_at: Instant,
  updated_at: Instant,
};

export const Job = z
  .strictObject({ ...serviceFields, ...fields, retry: Retry, success: Success, catch_up: CatchUp })
  .openapi('Job', { example: examples.job });

const SigningSecret = orNull(z.string().max(200)).openapi({
  description:
    '`whsec_` followed by 24 to 64 bytes in base64. The service signs requests with it as Standard Webhooks defines, and never returns it. A replaced secret stays valid for 24 hours: requests carry both signatures.',
  writeOnly: true,
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

const ignored = z
  .unknown()
  .optional()
  .openapi({ readOnly: true, description: 'Set by the service. Ignored in requests.' });
const ignoredFields = Object.fromEntries(Object.keys(serviceFields).map((name) => [name, ignored])) as Record<
  keyof typeof serviceFields,
  typeof ignored
>;

/** The body of POST and PUT. An omitted field takes its default. */
export const JobInput = z
  .strictObject({
    ...fields,
    key: fields.key.default(null),
    description: fields.description.default(null),
    type: fields.type.default('http'),
    method: fields.method.default('POST'),
    headers: fields.headers.default({}),
    payload: fields.payload.default(null),
    cron_expression: fields.cron_expression.default(null),
    specific_time: fields.specific_time.default(null),
    interval: fields.interval.default(null),
    interval_value: fields.interval_value.default(null),
    timezone: fields.timezone.default('UTC'),
    starts_at: fields.starts_at.default(null),
    ends_at: fields.ends_at.default(null),
    exclude: fields.exclude.default([]),
    max_runs: fields.max_runs.default(null),
    spread_seconds: fields.spread_seconds.default(0),
    catch_up: CatchUpInput.prefault({}),
    timeout_seconds: fields.timeout_seconds.default(30),
    retry: RetryInput.prefault({}),
    overlap: fields.overlap.default('skip'),
    success: SuccessInput.prefault({}),
    tags: fields.tags.default([]),
    delete_when_finished: fields.delete_when_finished.default(false),
    pause_after_failures: fields.pause_after_failures.default(null),
    signing_secret: SigningSecret.optional(),
    status: fields.status.optional(),
    ...ignoredFields,
  })
  .openapi('JobInput', { example: examples.jobInput });

/** The body of PATCH (RFC 7396): null resets a field to its default, objects merge. The service validates the merged job. */
export const JobPatch = z
  .strictObject({
    key: fields.key.optional(),
    name: fields.name.optional(),
    description: fields.description.optional(),
    type: orNull(fields.type).optional(),
    target: fields.target.optional(),
    method: orNull(fields.method).optional(),
    headers: orNull(z.record(z.string().max(256), orNull(z.string().max(16_384)))).optional(),
    payload: fields.payload.optional(),
    schedule_type: fields.schedule_type.optional(),
    cron_expression: fields.cron_expression.optional(),
    specific_time: fields.specific_time.optional(),
    interval: fields.interval.optional(),
    interval_value: fields.interval_value.optional(),
    timezone: orNull(fields.timezone).optional(),
    starts_at: fields.starts_at.optional(),
    ends_at: fields.ends_at.optional(),
    exclude: orNull(fields.exclude).optional(),
    max_runs: fields.max_runs.optional(),
    spread_seconds: orNull(fields.spread_seconds).optional(),
    catch_up: orNull(
      z.strictObject({
        policy: orNull(catchUpFields.policy).optional(),
        window_seconds: orNull(catchUpFields.window_seconds).optional(),
      }),
    ).optional(),
    timeout_seconds: orNull(fields.timeout_seconds).optional(),
    retry: orNull(
      z.strictObject({
        max_attempts: orNull(retryFields.max_attempts).optional(),
        initial_delay_seconds: orNull(retryFields.initial_delay_seconds).optional(),
        max_delay_seconds: orNull(retryFields.max_delay_seconds).optional(),
        factor: orNull(retryFields.factor).optional(),
        max_age_seconds: orNull(retryFields.max_age_seconds).optional(),
      }),
    ).optional(),
    overlap: orNull(fields.overlap).optional(),
    success: orNull(
      z.strictObject({
        statuses: orNull(successFields.statuses).optional(),
        body_contains: successFields.body_contains.optional(),
      }),
    ).optional(),
    tags: orNull(fields.tags).optional(),
    delete_when_finished: orNull(fields.delete_when_finished).optional(),
    pause_after_failures: fields.pause_after_failures.optional(),
    signing_secret: SigningSecret.optional(),
    status: fields.status.optional(),
    ...ignoredFields,
  })
  .openapi('JobPatch', { example: { timeout_seconds: 60 } });

/** The body of POST /jobs/{id}/pause. */
export const PauseInput = z
  .strictObject({
    reason: orNull(text(500)).optional(),
    until: orNull(Instant).optional().openapi({
      description: 'When the service resumes the job automatically. Without it the pause has no end.',
    }),
  })
  .openapi('PauseInput', { example: { reason: 'The target is moving to another host.' } });

export const JobChange = z
  .strictObject({
    id: Id,
    changed_at: Instant,
    actor: z.string().max(100).openapi({
      description:
        'The name of the API key that made the request, `anonymous` if the service has no API keys, or `system` for the service itself.',
    }),
    action: z.enum(['created', 'updated', 'paused', 'resumed', 'deleted']),
    before: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'The changed fields with their previous values.' }),
    after: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'The changed fields with their new values.' }),
  })
  .openapi('JobChange', { example: examples.jobChange });

export type Job = z.infer<typeof Job>;
export type JobInput = z.infer<typeof JobInput>;
export type JobPatch = z.infer<typeof JobPatch>;
