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

/** Why a run ended as it did. */
const ends: Record<string, string> = {
  paused: 'The job was paused.',
  job_deleted: 'The job was deleted.',
  overlap: 'The run before it had not ended.',
  catch_up: 'It could not start in time and was caught up.',
  backfill: '',
  worker_lost: 'The worker was lost too often.',
};

/** What became of a run, or is about to, as of `now` (Unix milliseconds). */
export function describeRun(run: Run, now: number): string {
  const tries = run.attempt_count === 1 ? 'on the first attempt' : `after ${run.attempt_count} attempts`;
  const reason = tell(ends, run.status_reason);
  switch (run.status) {
    case 'queued':
      if (run.status_reason !== null) return tell(waits, run.status_reason);
      return Date.parse(run.due_at) > now
        ? `Starts ${formatRelative(run.due_at, now)}.`
        : 'Waits for a free worker.';
    case 'running':
      return join(`Attempt ${run.attempt_count} is under way.`, reason);
    case 'retrying':
      return `${run.error?.message ?? 'The last attempt failed.'} Attempt ${run.attempt_count + 1} starts ${formatRelative(run.due_at, now)}.`;
    case 'succeeded':
      return join(`Succeeded ${tries}: the target answered ${run.status_code ?? 'with success'}.`, reason);
    case 'failed':
      return join(`Failed ${tries}.`, reason, run.error?.message);
    case 'skipped':
      return join('Skipped.', reason);
    case 'missed':
      return describeMissed(run);
    case 'canceled':
      return join('Canceled.', reason);
  }
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
const notes: Record<string, string> = { ...ends, catch_up: 'Late, caught up.' };
const waitNotes: Record<string, string> = {
  overlap: 'Waits for the run before it.',
  catch_up: 'Late, waits for its turn.',
  backfill: 'Backfill, waits for its turn.',
};

/** For a row of a table: what went wrong, or what is unusual; empty for most. */
export function noteRun(run: Run): string {
  if (run.error !== null) return run.error.message;
  if (isStretch(run)) {
    const until = run.missed_until === null ? '' : ` until ${formatShort(run.missed_until)}`;
    return `${countMissed(run)} occurrences missed${until}`;
  }
  if (run.status === 'missed') return 'Could not start in time.';
  if (run.status === 'queued' && run.status_reason !== null) return tell(waitNotes, run.status_reason);
  return tell(notes, run.status_reason) || (run.trigger === 'backfill' ? 'Backfill.' : '');
}

function countMissed({ missed_count }: Run): string {
  const count = missed_count ?? 1;
  return count >= MISSED_AT_MOST ? `At least ${formatCount(MISSED_AT_MOST)}` : formatCount(count);
}

/** A reason that this page does not know yet is told by its name. */
function tell(reasons: Record<string, string>, reason: string | null): string {
  return reason === null ? '' : (reasons[reason] ?? `(${toWords(reason)})`);
}

function join(...sentences: (string | undefined)[]): string {
  return sentences.filter(Boolean).join(' ');
}
