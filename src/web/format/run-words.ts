// What became of a run, and why, in words.
import type { Run } from '../../../client/src/index.ts';
import { formatCount, formatInstant, formatRelative, formatShort } from './time.ts';
import { toWords } from './words.ts';

/** The service counts no further. */
const MISSED_AT_MOST = 100_000;

/** Why a run waits that could start otherwise. */
const waits: Record<string, string> = {
  overlap: 'Waits for the run before it to end.',
  catch_up: 'Waits for its turn: late runs go one after the other, the oldest first.',
  backfill: 'Waits for its turn: backfilled runs go one after the other, the oldest first.',
};

const tooLate = 'It could not start in time and was caught up.';

/** Why a run stands as it does, by its status. */
const reasons: Partial<Record<Run['status'], Record<string, string>>> = {
  running: {
    user: 'It is to be canceled: the attempt is given up within 5 seconds.',
    overlap: 'A newer run takes its place: the attempt is given up within 5 seconds.',
  },
  failed: { worker_lost: 'Its worker was lost too often.' },
  skipped: { overlap: 'Skipped: the run before it had not ended.' },
  canceled: {
    user: 'Canceled by hand.',
    overlap: 'Canceled: a newer run took its place.',
    worker_lost: 'Canceled: its worker was lost.',
  },
};

/** What became of the job, and so ended its runs. */
const causes: Record<string, string> = {
  paused: 'the job was paused',
  job_deleted: 'the job was deleted',
  too_many_failures: 'too many runs of the job failed in a row',
  invalid: 'the job can no longer be read',
};

/** Empty where there is no reason to tell. */
function explain({ status, status_reason: reason }: Run, late = tooLate): string {
  if (reason === null || reason === 'backfill') return '';
  if (reason === 'catch_up') return late;
  const cause = causes[reason];
  const effect =
    status === 'canceled' ? 'Canceled' : `No other attempt ${status === 'running' ? 'follows' : 'followed'}`;
  const told = cause && `${effect}: ${cause}.`;
  // A reason that this page does not know yet is told by its name.
  return reasons[status]?.[reason] ?? told ?? `(${toWords(reason)})`;
}

/** What became of a run, or is about to, as of `now` (Unix milliseconds). */
export function describeRun(run: Run, now: number): string {
  const tries = run.attempt_count === 1 ? 'on the first attempt' : `after ${run.attempt_count} attempts`;
  const failed = `Failed${toTimes(run.attempt_count)}`;
  const reason = explain(run);
  switch (run.status) {
    case 'queued':
      if (run.status_reason !== null) return waits[run.status_reason] ?? reason;
      return Date.parse(run.due_at) > now
        ? `Starts ${formatRelative(run.due_at, now)}.`
        : 'Waits for a free worker.';
    case 'running':
      return join(`Attempt ${run.attempt_count} is under way.`, reason);
    case 'retrying':
      return join(because(failed, run.error), tellNext(run, now));
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

function tellNext({ due_at }: Run, now: number): string {
  return Date.parse(due_at) > now
    ? `Next attempt ${formatRelative(due_at, now)}.`
    : 'The next attempt is due.';
}

const times = ['', ' once', ' twice', ' three times', ' four times', ' five times'];

function toTimes(count: number): string {
  return times[count] ?? ` ${count} times`;
}

/** One row for many occurrences. */
export function isStretch({ missed_count }: Run): boolean {
  return missed_count !== null && missed_count > 1;
}

function describeMissed(run: Run): string {
  if (!isStretch(run)) return 'Missed: it could not start in time, and was not caught up.';
  const until = run.missed_until === null ? '' : `, the last of them at ${formatInstant(run.missed_until)}`;
  return `${countMissed(run)} occurrences in a row were missed${until}: they could not start in time, and were not caught up.`;
}

/** The same for a row of a table. */
const waitNotes: Record<string, string> = {
  overlap: 'Waits for the run before it.',
  catch_up: 'Late, waits for its turn.',
  backfill: 'Backfill, waits for its turn.',
};
const triggerNotes: Partial<Record<Run['trigger'], string>> = {
  backfill: 'Backfill.',
  retry: 'Repeats an earlier run.',
};

/** For a row of a table: what went wrong, or what is unusual; empty for most. */
export function noteRun(run: Run): string {
  if (isStretch(run)) {
    const until = run.missed_until === null ? '' : ` until ${formatShort(run.missed_until)}`;
    return `${countMissed(run)} occurrences missed${until}`;
  }
  if (run.status === 'missed') return 'Could not start in time.';
  if (run.status === 'queued' && run.status_reason !== null)
    return waitNotes[run.status_reason] ?? explain(run);
  const reason = explain(run, 'Late, caught up.');
  // What the last attempt met with is not why these ended.
  const isToldByReason = run.status === 'canceled' || run.status_reason === 'worker_lost';
  if (isToldByReason && reason !== '') return reason;
  if (run.error !== null) return run.error.message;
  return reason || (triggerNotes[run.trigger] ?? '');
}

function countMissed({ missed_count }: Run): string {
  const count = missed_count ?? 1;
  return count >= MISSED_AT_MOST ? `At least ${formatCount(MISSED_AT_MOST)}` : formatCount(count);
}

function join(...sentences: (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ');
}
