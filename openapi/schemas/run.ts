// Run schemas: one execution of a job, its outcome and its attempts.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { examples } from './examples.ts';
import { RunCallback } from './run-callback.ts';

export const RunStatus = z
  .enum(['queued', 'running', 'retrying', 'succeeded', 'failed', 'skipped', 'missed', 'canceled'])
  .openapi('RunStatus', {
    description:
      'Unfinished: `queued`, `running`, `retrying` (waits for its next attempt). Ended: `succeeded`, `failed`, `skipped` (by the overlap policy), `missed` (by the catch-up policy), `canceled`.',
  });

export const RunTrigger = z.enum(['schedule', 'manual', 'backfill', 'retry']).openapi('RunTrigger', {
  description:
    'The cause of the run: `schedule` (an occurrence), `manual` (started by a request), `backfill`, or `retry` (a rerun of an ended run).',
});

const ErrorValue = z
  .strictObject({
    code: z.string().max(100).openapi({ example: 'connection_refused' }),
    message: z.string().max(2000).openapi({ example: 'The target refused the connection.' }),
  })
  .openapi('RunError', { example: examples.runError });

const exampleCause = {
  kind: 'scheduler_paused',
  from: '2027-01-31T09:10:00.000Z',
  until: '2027-01-31T09:20:00.000Z',
  actor: 'ada',
  reason: 'The network is being rebuilt.',
  run_id: null,
  host: null,
  limit: null,
  in_flight: null,
};

export const InterruptionKind = z.enum([
  'scheduler_paused',
  'no_worker',
  'database_unreachable',
  'queue_unreachable',
]);

const RunCause = z
  .strictObject({
    kind: z.enum([...InterruptionKind.options, 'overlap', 'job_paused', 'host_limit']).openapi({
      description:
        'An interruption of the service (`scheduler_paused`, `no_worker`, `database_unreachable`, `queue_unreachable`), another run of the job (`overlap`), a pause of the job (`job_paused`), or the limit of requests in flight to the target host (`host_limit`).',
    }),
    from: orNull(Instant).openapi({
      description: 'The start of the interruption, the other run or the pause.',
    }),
    until: orNull(Instant).openapi({
      description: 'Its end. Null while it lasts, and for `job_paused` and `host_limit`.',
    }),
    actor: orNull(z.string().max(100)).openapi({
      description: 'The API key that paused the job or scheduler.',
    }),
    reason: orNull(z.string().max(500)),
    run_id: orNull(Id).openapi({
      description: 'For `overlap`: the run that was still going, or the newer run that replaced this one.',
    }),
    host: orNull(z.string().max(255)).openapi({
      description: 'For `host_limit`: the target host that the due run waits for.',
    }),
    limit: orNull(z.int()).openapi({
      description:
        'For `host_limit`: the maximum number of requests in flight to the host, `TARGET_CONCURRENCY` of each worker process that has reached it.',
    }),
    in_flight: orNull(z.int()).openapi({
      description:
        'For `host_limit`: the requests in flight to the host, as the workers reported within seconds.',
    }),
  })
  .openapi('RunCause', { example: exampleCause });

const runFields = {
  id: Id,
  job_id: Id,
  job_name: z.string().max(255),
  trigger: RunTrigger,
  source_run_id: orNull(Id).openapi({
    description: 'The run that this run was rerun from. Null for other triggers.',
  }),
  started_by: orNull(z.string().max(100)).openapi({
    description:
      'Who started the run: `schedule`, the name of the API key that started, backfilled or reran it, or `anonymous` if the service has no API keys. Null for a manual run of an earlier version.',
  }),
  status: RunStatus,
  status_reason: orNull(z.string().max(100)).openapi({
    description:
      'The reason for the status. `late`: the occurrence was missed. `overlap`: skipped by the overlap policy. `catch_up`, `backfill` or `overlap` of a queued run: the run waits, or waited, for another run of the job. Otherwise the reason why the run ended.',
  }),
  cause: orNull(RunCause).openapi({
    description:
      'Why the run was missed, skipped or canceled, as far as the service has recorded it, or why a due run waits for its host. Null for other runs, and in responses to actions.',
  }),
  scheduled_for: Instant.openapi({ description: 'The instant of the occurrence in the schedule.' }),
  due_at: Instant.openapi({
    description:
      'The earliest start of the run, including the delay of `spread_seconds`. While `retrying`, the start of the next attempt.',
  }),
  missed_until: orNull(Instant).openapi({
    description: 'For consecutive missed occurrences, recorded as one run: the last of them.',
  }),
  missed_count: orNull(z.int()).openapi({
    description:
      'For consecutive missed occurrences, recorded as one run: their number, counted up to 100 000.',
  }),
  attempt_count: z.int().openapi({ description: 'Number of attempts that have started.' }),
  started_at: orNull(Instant).openapi({ description: 'The start of the first attempt.' }),
  finished_at: orNull(Instant).openapi({ description: 'The end of the run. Null while it is unfinished.' }),
  lateness_ms: orNull(z.int()).openapi({
    description: 'Start of the first attempt minus its `due_at`, in milliseconds.',
  }),
  duration_ms: orNull(z.int()).openapi({ description: 'Duration of the last attempt in milliseconds.' }),
  status_code: orNull(z.int()).openapi({ description: 'HTTP status code of the last response.' }),
  error: orNull(ErrorValue),
};

const milliseconds = orNull(z.number());
/** Larger than the limit of a job's headers: template values can make a header longer. */
const SentHeaders = z.record(z.string(), z.string().max(524_288));
const ReceivedHeaders = z.record(z.string(), z.string().max(16_384));

export const Attempt = z
  .strictObject({
    number: z.int().openapi({ description: 'Number of the attempt within its run, starting at 1.' }),
    started_at: Instant,
    duration_ms: orNull(z.int()),
    outcome: z
      .enum(['succeeded', 'rejected', 'timed_out', 'unreachable', 'blocked', 'canceled', 'lost'])
      .openapi({
        description:
          '`rejected`: the response does not meet the success policy. `timed_out`: no response within `timeout_seconds`. `unreachable`: DNS, connection or TLS failed. `blocked`: the target is not allowed. `canceled`: aborted by a request. `lost`: the worker stopped before it recorded the result.',
      }),
    status_code: orNull(z.int()),
    error: orNull(ErrorValue),
    timings: orNull(
      z.strictObject({
        dns_ms: milliseconds,
        connect_ms: milliseconds,
        tls_ms: milliseconds,
        first_byte_ms: milliseconds,
        total_ms: milliseconds,
      }),
    ).openapi({
      description:
        'Durations of the phases of the request. Null for a phase that was not reached, or not needed because a connection was reused.',
    }),
    request: orNull(
      z.strictObject({
        method: z.string().max(10),
        url: z.string().max(2083),
        headers: SentHeaders,
        body: orNull(z.string().max(8192)).openapi({ description: 'The first 8 KiB of the request body.' }),
      }),
    ),
    response: orNull(
      z.strictObject({
        headers: ReceivedHeaders,
        body: z.string().max(8192).openapi({ description: 'The first 8 KiB of the response body, as text.' }),
        truncated: z.boolean().openapi({ description: 'True if the response body was longer than `body`.' }),
      }),
    ),
  })
  .openapi('Attempt', { example: examples.attempt });

export const Run = z.strictObject(runFields).openapi('Run', { example: examples.run });
export const RunWithAttempts = z
  .strictObject({
    ...runFields,
    attempts: z.array(Attempt).max(1000),
    callback: orNull(RunCallback).openapi({
      description:
        'The message to `on_finish` of the job about the end of the run. Null if none was written: the run has not ended, or `on_finish` did not apply to it. Its body is `{"type": "run.finished", "timestamp": …, "data": …}`, where `data` is this run without the bodies of its attempts and without `callback`.',
    }),
  })
  .openapi('RunWithAttempts', {
    example: { ...examples.run, attempts: [examples.attempt], callback: examples.runCallback },
  });

const Count = z.int().min(0).max(1_000);

export const RunCounts = z
  .strictObject({
    queued: Count,
    running: Count,
    retrying: Count,
    failed: Count,
    skipped: Count,
    missed: Count,
    canceled: Count,
  })
  .openapi('RunCounts', {
    description: 'Number of matching runs by status. 1 000 means 1 000 or more.',
    example: { queued: 4, running: 2, retrying: 1, failed: 12, skipped: 1, missed: 0, canceled: 0 },
  });

/** The body of POST /jobs/{id}/runs. `payload`, if present, replaces the payload of the job for this run only. */
export const RunInput = z
  .strictObject({
    payload: z.unknown().optional().openapi({
      description:
        'Replaces the payload of the job for this run only. Requires the role `admin`, or a job with `allow_payload_override`.',
    }),
  })
  .openapi('RunInput', { example: { payload: { message: 'For this run only' } } });

/** The body of POST /jobs/{id}/backfill. */
export const BackfillInput = z
  .strictObject({
    from: Instant.openapi({ description: 'The first instant of the range, inclusive.' }),
    to: Instant.openapi({
      description: 'The last instant of the range, inclusive. Must not be later than now.',
    }),
    dry_run: z.boolean().default(false).openapi({ description: 'Count the runs without creating them.' }),
  })
  .openapi('BackfillInput', {
    example: { from: '2026-10-01T00:00:00Z', to: '2026-10-31T23:59:59Z', dry_run: true },
  });

export const Backfill = z
  .strictObject({
    dry_run: z.boolean(),
    occurrences: z.int().openapi({ description: 'Number of occurrences from `from` to `to`.' }),
    succeeded: z
      .int()
      .openapi({ description: 'Occurrences that are left out because a run of them has succeeded.' }),
    unfinished: z
      .int()
      .openapi({ description: 'Occurrences that are left out because a run of them has not ended.' }),
    runs: z
      .int()
      .openapi({ description: 'Number of runs that were created, or with `dry_run` would be created.' }),
  })
  .openapi('Backfill', { example: examples.backfill });

export type BackfillInput = z.infer<typeof BackfillInput>;
export type Backfill = z.infer<typeof Backfill>;
export type Run = z.infer<typeof Run>;
export type RunWithAttempts = z.infer<typeof RunWithAttempts>;
