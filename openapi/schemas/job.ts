// A job: what the user defines, as written (JobInput, JobPatch) and as returned (Job).
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
    'Sent with every request: at most 50, 16 KiB together. Values of credentials come back as `[redacted]`; written as `[redacted]` they keep what is stored.',
  example: { 'x-tenant': 'acme' },
});

const KeyText = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9._:-]+$/, 'may hold letters, digits and . _ : -');
const ofKey = { description: 'The caller’s own unique name of the job.', example: 'billing:close-invoices' };

/** In a path. */
export const Key = KeyText.openapi(ofKey);

const fields = {
  key: orNull(KeyText).openapi(ofKey),
  name: text(255)
    .refine((value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value), 'must have a visible character')
    .openapi({ minLength: 1, example: 'Example Job' }),
  description: orNull(text(10_000)).openapi({ example: 'An example job that sends a notification' }),
  type: z.literal('http').openapi({ description: 'The one kind of job today.' }),
  target: z.string().max(2083).openapi({
    description:
      'The URL to call: absolute, http or https, no user info, admitted by `ALLOWED_TARGET_HOSTS`.',
    example: 'https://example.com/api/notify',
  }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    .openapi({ description: '`GET` and `HEAD` take no payload.' }),
  headers: Headers,
  payload: z.unknown().openapi({
    description:
      'Any JSON up to 256 KiB, sent as `application/json`; a string is sent as it is when `headers` names another content type. Null sends no body.',
    example: { message: 'Hello, world!' },
  }),
  ...scheduleFields,
  max_runs: orNull(z.int().min(1).max(2_147_483_647)).openapi({
    description: 'The job ends after so many scheduled runs; skipped and missed ones do not count.',
  }),
  spread_seconds: z.int().min(0).max(86_400).openapi({
    description:
      'Each occurrence is delayed by the job’s own share of this window, always the same and never past the next occurrence: many jobs of one instant do not start at once.',
  }),
  timeout_seconds: z
    .int()
    .min(1)
    .max(1800)
    .openapi({ description: 'For one attempt, from DNS to the last byte.' }),
  overlap: z.enum(['skip', 'allow', 'queue', 'cancel_previous']).openapi({
    description:
      'What becomes of a scheduled run while another run of the job has not ended: it is skipped, it starts all the same, it waits (a further one is skipped), or the others are canceled.',
  }),
  tags: z
    .array(text(100).min(1))
    .max(20)
    .openapi({ description: 'For finding jobs again.', example: ['billing'] }),
  delete_when_finished: z.boolean().openapi({
    description: 'The job is deleted once no occurrence is left; its runs stay.',
  }),
  pause_after_failures: orNull(z.int().min(1).max(1_000_000)).openapi({
    description: 'After so many failed runs in a row the job becomes `failed` (`too_many_failures`).',
  }),
  status: z
    .enum(['active', 'inactive', 'failed'])
    .openapi({ description: '`failed` is only ever set by the service.' }),
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

/** Fields that the service alone sets: returned always, ignored where a body has them. */
const serviceFields = {
  id: Id,
  status_reason: orNull(z.string().max(100)).openapi({
    description:
      'Why the job is not active: `paused`, `completed`, `ended`, `max_runs`, `run_failed`, `missed`, `too_many_failures` or `invalid`.',
  }),
  pause_reason: orNull(z.string().max(500)).openapi({ description: 'Why it was paused, as somebody said.' }),
  paused_until: orNull(Instant).openapi({ description: 'When it is resumed by itself.' }),
  next_run: orNull(Instant).openapi({
    description: 'The earliest occurrence that has neither started nor is held.',
  }),
  schedule_description: orNull(z.string().max(1_000)).openapi({
    description:
      'When it occurs, as a sentence without a full stop; null where the schedule can no longer be read.',
  }),
  next_due_at: orNull(Instant).openapi({
    description: 'When that is due: `next_run` with its share of `spread_seconds`.',
  }),
  last_run: orNull(LastRun),
  run_count: z.int().openapi({ description: 'How many scheduled runs have started.' }),
  consecutive_failures: z.int().openapi({ description: 'Runs that failed since one succeeded.' }),
  has_signing_secret: z.boolean().openapi({ description: 'Whether requests are signed.' }),
  version: z.int().openapi({ description: 'Grows with every edit of the definition.' }),
  created_at: Instant,
  updated_at: Instant,
};

export const Job = z
  .strictObject({ ...serviceFields, ...fields, retry: Retry, success: Success, catch_up: CatchUp })
  .openapi('Job', { example: examples.job });

const SigningSecret = orNull(z.string().max(200)).openapi({
  description:
    '`whsec_` and 24 to 64 bytes in base64: requests are signed by Standard Webhooks. Never returned. One that it replaces signs along for 24 hours.',
  writeOnly: true,
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

const ignored = z
  .unknown()
  .optional()
  .openapi({ readOnly: true, description: 'Set by the service; ignored.' });
const ignoredFields = Object.fromEntries(Object.keys(serviceFields).map((name) => [name, ignored])) as Record<
  keyof typeof serviceFields,
  typeof ignored
>;

/** The body of POST and PUT: a field left out takes its default. */
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

/** The body of PATCH, RFC 7396: null takes a field back to its default, objects merge. Its meaning is checked on the merged job. */
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

/** The body of a pause. */
export const PauseInput = z
  .strictObject({
    reason: orNull(text(500)).optional(),
    until: orNull(Instant).optional().openapi({ description: 'When the job is resumed by itself.' }),
  })
  .openapi('PauseInput', { example: { reason: 'The target is being moved.' } });

export const JobChange = z
  .strictObject({
    id: Id,
    changed_at: Instant,
    actor: z.string().max(100).openapi({
      description: 'The name of the key, `anonymous` without keys, or `system`.',
    }),
    action: z.enum(['created', 'updated', 'paused', 'resumed', 'deleted']),
    before: z.record(z.string(), z.unknown()).openapi({ description: 'The changed fields as they were.' }),
    after: z.record(z.string(), z.unknown()).openapi({ description: 'The same as they are since.' }),
  })
  .openapi('JobChange', { example: examples.jobChange });

export type Job = z.infer<typeof Job>;
export type JobInput = z.infer<typeof JobInput>;
export type JobPatch = z.infer<typeof JobPatch>;
