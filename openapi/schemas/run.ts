// A run: one occurrence of a job, or one start by hand, with its outcome and its attempts.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { examples } from './examples.ts';

export const RunStatus = z
  .enum(['queued', 'running', 'retrying', 'succeeded', 'failed', 'skipped', 'missed', 'canceled'])
  .openapi('RunStatus');

export const RunTrigger = z.enum(['schedule', 'manual', 'backfill', 'retry']).openapi('RunTrigger');

const ErrorValue = z
  .strictObject({
    code: z.string().max(100).openapi({ example: 'connection_refused' }),
    message: z.string().max(2000).openapi({ example: 'The target refused the connection.' }),
  })
  .openapi('RunError', { example: examples.runError });

const runFields = {
  id: Id,
  job_id: Id,
  job_name: z.string().max(255),
  trigger: RunTrigger,
  source_run_id: orNull(Id).openapi({ description: 'The run that this one repeats.' }),
  status: RunStatus,
  status_reason: orNull(z.string().max(100)).openapi({
    description:
      'Why it is so: `late` where it was missed, `overlap` where another run was in the way; `catch_up`, `backfill` or `overlap` where it waits, or waited, for another; else what ended it.',
  }),
  scheduled_for: Instant.openapi({ description: 'The nominal instant of the occurrence.' }),
  due_at: Instant.openapi({ description: 'When it may really start: the next attempt while `retrying`.' }),
  missed_until: orNull(Instant).openapi({ description: 'The last occurrence of a missed stretch.' }),
  missed_count: orNull(z.int()).openapi({
    description: 'How many occurrences a missed stretch holds, counted up to 100 000.',
  }),
  attempt_count: z.int(),
  started_at: orNull(Instant).openapi({ description: 'When the first attempt started.' }),
  finished_at: orNull(Instant),
  lateness_ms: orNull(z.int()).openapi({
    description: 'The first attempt’s start minus the first `due_at`.',
  }),
  duration_ms: orNull(z.int()).openapi({ description: 'Of the last attempt.' }),
  status_code: orNull(z.int()).openapi({ description: 'The last answer’s.' }),
  error: orNull(ErrorValue),
};

const milliseconds = orNull(z.number());
/** A job's own may grow when its templates are filled in. */
const SentHeaders = z.record(z.string(), z.string().max(524_288));
const ReceivedHeaders = z.record(z.string(), z.string().max(16_384));

export const Attempt = z
  .strictObject({
    number: z.int(),
    started_at: Instant,
    duration_ms: orNull(z.int()),
    outcome: z.enum(['succeeded', 'rejected', 'timed_out', 'unreachable', 'blocked', 'canceled', 'lost']),
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
    ).openapi({ description: 'Null parts were not reached, or not needed on a reused connection.' }),
    request: orNull(
      z.strictObject({
        method: z.string().max(10),
        url: z.string().max(2083),
        headers: SentHeaders,
        body: orNull(z.string().max(8192)).openapi({ description: 'The first 8 KiB.' }),
      }),
    ),
    response: orNull(
      z.strictObject({
        headers: ReceivedHeaders,
        body: z.string().max(8192).openapi({ description: 'The first 8 KiB, as text.' }),
        truncated: z.boolean(),
      }),
    ),
  })
  .openapi('Attempt', { example: examples.attempt });

export const Run = z.strictObject(runFields).openapi('Run', { example: examples.run });
export const RunWithAttempts = z
  .strictObject({ ...runFields, attempts: z.array(Attempt).max(1000) })
  .openapi('RunWithAttempts', { example: { ...examples.run, attempts: [examples.attempt] } });

/** The body of a start by hand: `payload`, when present, replaces the job's for this run alone. */
export const RunInput = z
  .strictObject({ payload: z.unknown().optional() })
  .openapi('RunInput', { example: { payload: { message: 'Just this once' } } });

/** The body of a backfill. */
export const BackfillInput = z
  .strictObject({
    from: Instant.openapi({ description: 'The first instant whose occurrences are wanted.' }),
    to: Instant.openapi({ description: 'The last one, included; not later than now.' }),
    dry_run: z.boolean().default(false).openapi({ description: 'Only count.' }),
  })
  .openapi('BackfillInput', {
    example: { from: '2026-10-01T00:00:00Z', to: '2026-10-31T23:59:59Z', dry_run: true },
  });

export const Backfill = z
  .strictObject({
    dry_run: z.boolean(),
    occurrences: z.int().openapi({ description: 'How many the schedule has from `from` to `to`.' }),
    succeeded: z.int().openapi({ description: 'Of these, left out since a run of theirs has succeeded.' }),
    unfinished: z.int().openapi({ description: 'Left out since a run of theirs has not ended.' }),
    runs: z.int().openapi({ description: 'The others: so many runs are created, or would be.' }),
  })
  .openapi('Backfill', { example: examples.backfill });

export type BackfillInput = z.infer<typeof BackfillInput>;
export type Backfill = z.infer<typeof Backfill>;
export type Run = z.infer<typeof Run>;
export type RunWithAttempts = z.infer<typeof RunWithAttempts>;
