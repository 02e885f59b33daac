// Job schemas: the request bodies JobInput and JobPatch, the response Job, and audit log entries.
import { z } from '@hono/zod-openapi';
import { Id, Instant, label, orNull } from './common.ts';
import { examples } from './examples.ts';
import { inputsOf, patchesOf, viewsOf } from './field.ts';
import { jobFields, KeyText, ofKey, secretFields } from './job-fields.ts';
import { RunStatus } from './run.ts';

/** The key as a path parameter. */
export const Key = KeyText.openapi(ofKey);

const status = z
  .enum(['active', 'inactive', 'failed'])
  .openapi({ description: 'The job status. Only the service sets `failed`.' });

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
  paused_until: orNull(Instant).openapi({
    description: 'The instant at which the service resumes the job automatically.',
  }),
  next_run: orNull(Instant).openapi({
    description: 'The earliest occurrence that has not started and is not waiting for another run.',
  }),
  schedule_description: orNull(z.string().max(1_000)).openapi({
    description:
      'The schedule in plain English, without a final full stop. Null if the stored schedule is no longer valid.',
  }),
  schedule_error: orNull(z.string().max(1_000)).openapi({
    description:
      'Why the stored schedule cannot be used, for example an unknown time zone. The planner fails such a job with the reason `invalid`; an edit that repairs the schedule resumes it. Null for a valid schedule.',
  }),
  next_due_at: orNull(Instant).openapi({
    description: 'The start time of `next_run`, including the delay of `spread_seconds`.',
  }),
  last_run: orNull(LastRun),
  run_count: z.int().openapi({ description: 'Number of scheduled runs that have started.' }),
  consecutive_failures: z
    .int()
    .openapi({ description: 'Number of failed runs since the last successful run.' }),
  failing: z.boolean().openapi({
    description:
      'True if the job is active, and its last runs have failed: as many in a row as the setting `FAILING_AFTER` says, 3 by default.',
  }),
  has_signing_secret: z
    .boolean()
    .openapi({ description: 'True if the job has a signing secret. Its requests are then signed.' }),
  version: z.int().openapi({ description: 'Version number of the definition, incremented by every edit.' }),
  created_at: Instant,
  updated_at: Instant,
};

const views = viewsOf(jobFields);

export const Job = z
  // Lists leave the payload out.
  .strictObject({ ...serviceFields, ...views, payload: views.payload.optional(), status })
  .openapi('Job', { example: examples.job });

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
  .strictObject({ ...inputsOf(jobFields), ...secretFields, status: status.optional(), ...ignoredFields })
  .openapi('JobInput', { example: examples.jobInput });

/** The body of PATCH (RFC 7396): null resets a field to its default, objects merge. The service validates the merged job. */
export const JobPatch = z
  .strictObject({ ...patchesOf(jobFields), ...secretFields, status: status.optional(), ...ignoredFields })
  .openapi('JobPatch', { example: { timeout_seconds: 60 } });

/** The body of POST /jobs/{id}/pause. */
export const PauseInput = z
  .strictObject({
    reason: orNull(label(500)).optional(),
    until: orNull(Instant).optional().openapi({
      description:
        'The instant at which the service resumes the job automatically. Without it the pause has no end.',
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
export type JobChange = z.infer<typeof JobChange>;
export type JobInput = z.infer<typeof JobInput>;
export type JobPatch = z.infer<typeof JobPatch>;
