// Sentences and table notes for the status of a run, its reason and its cause.
import type { Interruptions, Run } from '../../../client/src/index.ts';
import { toWords } from './job-text.tsx';
import { formatCount, formatInstant, formatRelative, formatShort } from './time.ts';

/** The API stops counting missed occurrences here. */
const MAX_MISSED = 100_000;

/** Why a queued run waits. */
const waitReasons: Record<string, string> = {
  overlap: 'Waiting for the previous run to finish.',
  catch_up: 'Waiting: missed runs catch up one at a time, oldest first.',
  backfill: 'Waiting: backfill runs start one at a time, oldest first.',
};

const caughtUp = 'Started late by the catch-up policy.';

/** Status reasons, by status. */
const reasons: Partial<Record<Run['status'], Record<string, string>>> = {
  running: {
    user: 'Canceling: the attempt stops within 5 seconds.',
    overlap: 'Replaced by a newer run: the attempt stops within 5 seconds.',
  },
  failed: { worker_lost: 'The worker was lost too many times.' },
  skipped: { overlap: 'Skipped: another run was still going.' },
  canceled: {
    user: 'Canceled manually.',
    overlap: 'Canceled: replaced by a newer run.',
    worker_lost: 'Canceled: the worker was lost.',
  },
};

/** Changes of the job that end its runs. */
const jobCauses: Record<string, string> = {
  paused: 'the job was paused',
  job_deleted: 'the job was deleted',
  too_many_failures: 'too many consecutive runs failed',
  invalid: 'the stored job is invalid',
};

/** Explains the status reason; empty if there is none. */
function explainReason({ status, status_reason: reason }: Run, late = caughtUp): string {
  if (reason === null || reason === 'backfill') return '';
  if (reason === 'catch_up') return late;
  const cause = jobCauses[reason];
  const effect = status === 'canceled' ? 'Canceled' : 'No more attempts';
  const text = cause && `${effect}: ${cause}.`;
  // A newer API may send a reason that this page does not know: show its name.
  return reasons[status]?.[reason] ?? text ?? `(${toWords(reason)})`;
}

/** Describes the status of a run at `now`, in Unix milliseconds. `isPaused`: the scheduler is paused. */
export function describeRun(run: Run, now: number, isPaused = false): string {
  const tries = run.attempt_count === 1 ? 'on the first attempt' : `after ${run.attempt_count} attempts`;
  const failed = `Failed${countTimes(run.attempt_count)}`;
  const reason = explainReason(run);
  switch (run.status) {
    case 'queued':
      if (run.status_reason !== null) return waitReasons[run.status_reason] ?? reason;
      if (isPaused) return 'Waiting: the scheduler is paused.';
      if (Date.parse(run.due_at) > now) return `Starts ${formatRelative(run.due_at, now)}.`;
      return waitForHost(run) || 'Waiting for a worker.';
    case 'running':
      return join(`Attempt ${run.attempt_count} is running.`, reason);
    case 'retrying':
      return join(
        because(failed, run.error),
        isPaused ? 'The next attempt waits: the scheduler is paused.' : nextAttempt(run, now),
      );
    case 'succeeded':
      return join(`Succeeded ${tries}: the target answered ${run.status_code ?? 'with success'}.`, reason);
    case 'failed':
      return join(because(failed, run.error), reason);
    case 'skipped':
      return reason.startsWith('Skipped') ? reason : join('Skipped.', reason);
    case 'missed':
      return describeMissed(run);
    case 'canceled':
      return reason.startsWith('Canceled') ? reason : join('Canceled.', reason);
  }
}

/** `Failed twice: the target answered 503.` */
function because(what: string, error: Run['error']): string {
  if (error === null) return `${what}.`;
  return `${what}: ${error.message.replace(/^(The|There|No) /, (word) => word.toLowerCase())}`;
}

function nextAttempt(run: Run, now: number): string {
  if (Date.parse(run.due_at) > now) return `Next attempt ${formatRelative(run.due_at, now)}.`;
  return waitForHost(run) || 'The next attempt is due now.';
}

/** `Waiting for example.com: 4 requests are in flight, and its limit is 4.` Empty for other runs. */
export function waitForHost({ cause }: Run): string {
  if (cause?.kind !== 'host_limit') return '';
  const { host, limit, in_flight: count } = cause;
  const requests = count === 1 ? '1 request is' : `${formatCount(count ?? 0)} requests are`;
  return `Waiting for ${host}: ${requests} in flight, and its limit is ${formatCount(limit ?? 0)}.`;
}

const times = ['', ' once', ' twice', ' three times', ' four times', ' five times'];

function countTimes(count: number): string {
  return times[count] ?? ` ${count} times`;
}

/** Whether this run record stands for several missed occurrences. */
export function isMissedRange({ missed_count }: Run): boolean {
  return missed_count !== null && missed_count > 1;
}

function describeMissed(run: Run): string {
  if (!isMissedRange(run)) return 'Missed: it did not start in time and was not caught up.';
  const until = run.missed_until === null ? '' : `, the last one at ${formatInstant(run.missed_until)}`;
  return `${countMissed(run)} consecutive occurrences missed${until}: they did not start in time and were not caught up.`;
}

/** Short texts for a table row. */
const waitNotes: Record<string, string> = {
  overlap: 'Waiting for the previous run.',
  catch_up: 'Waiting to catch up.',
  backfill: 'Waiting for an earlier backfill run.',
};
const triggerNotes: Partial<Record<Run['trigger'], string>> = {
  backfill: 'Backfill.',
  retry: 'Retry of an earlier run.',
};

/** Note for a table row: the error or what is unusual; empty for most runs. */
export function runNote(run: Run): string {
  if (isMissedRange(run)) {
    const until = run.missed_until === null ? '' : ` until ${formatShort(run.missed_until)}`;
    return `${countMissed(run)} occurrences missed${until}${run.cause === null ? '' : `. ${noteCause(run.cause)}`}`;
  }
  const cause = run.cause === null ? '' : noteCause(run.cause);
  if (run.status === 'missed') return cause || 'Did not start in time.';
  if (run.status === 'canceled' && cause !== '') return cause;
  const wait = waitForHost(run);
  if (wait !== '') return wait;
  if (run.status === 'queued' && run.status_reason !== null)
    return waitNotes[run.status_reason] ?? explainReason(run);
  const reason = explainReason(run, 'Started late (catch-up).');
  // The error of the last attempt did not end these runs.
  const endedByReason = run.status === 'canceled' || run.status_reason === 'worker_lost';
  if (endedByReason && reason !== '') return reason;
  if (run.error !== null) return run.error.message;
  return reason || (triggerNotes[run.trigger] ?? '');
}

function countMissed({ missed_count }: Run): string {
  const count = missed_count ?? 1;
  return count >= MAX_MISSED ? `At least ${formatCount(MAX_MISSED)}` : formatCount(count);
}

function join(...sentences: (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ');
}

type Cause = NonNullable<Run['cause']>;
type Interruption = Interruptions['data'][number];

const names: Record<Interruption['kind'], string> = {
  scheduler_paused: 'Scheduler paused',
  no_worker: 'No worker',
  database_unreachable: 'Database unreachable',
  queue_unreachable: 'Queue unreachable',
};

/** Sentences for the causes of missed and canceled runs, and for interruptions of the service. */
export const nameInterruption = ({ kind }: Pick<Interruption, 'kind'>) => names[kind];

const facts: Record<Interruption['kind'], string> = {
  scheduler_paused: 'The scheduler was paused',
  no_worker: 'No worker was running',
  database_unreachable: 'The database could not be reached',
  queue_unreachable: 'The queue could not be reached',
};

/** `The scheduler was paused by ada from 24 Nov 14:00:00 to 24 Nov 14:20:00: moving house.` Empty for another run and a host. */
export function describeCause(cause: Cause | Interruption): string {
  const reason = cause.reason === null ? '.' : `: ${endSentence(cause.reason)}`;
  const actor = cause.actor === null || cause.actor === 'anonymous' ? '' : ` by ${cause.actor}`;
  if (cause.kind === 'overlap' || cause.kind === 'host_limit') return '';
  if (cause.kind === 'job_paused') return `The job was paused${actor}${reason}`;
  const from = cause.from === null ? '' : ` from ${formatShort(cause.from)}`;
  const until = cause.until === null ? ' and still is' : ` to ${formatShort(cause.until)}`;
  return `${facts[cause.kind]}${actor}${from}${until}${reason}`;
}

/** For a table row: `Scheduler paused by ada: moving house.` */
function noteCause(cause: Cause): string {
  if (cause.kind === 'overlap' || cause.kind === 'host_limit') return '';
  if (cause.kind === 'job_paused') return describeCause(cause);
  const actor = cause.actor === null || cause.actor === 'anonymous' ? '' : ` by ${cause.actor}`;
  return `${names[cause.kind]}${actor}${cause.reason === null ? '.' : `: ${endSentence(cause.reason)}`}`;
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
