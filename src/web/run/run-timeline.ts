// Computes the timeline of a run: its delays, its attempts, the waits between them and the upcoming attempt.
import type { Attempt, Run, RunWithAttempts } from '../../../client/src/index.ts';
import { toWords } from '../format/job-text.ts';
import { formatDuration } from '../format/time.ts';

/** `from` and `to` are Unix milliseconds, here and below. */
export interface Wait {
  from: number;
  to: number;
  /** `240 ms delay` */
  label: string;
}

export interface AttemptSpan {
  number: number;
  from: number;
  to: number;
  outcome: Attempt['outcome'] | 'running';
  code: number | null;
}

export interface RunTimeline {
  /** The scheduled time, or the start time of a run that was not started by its schedule. */
  start: number;
  /** The end of the last attempt, the time of the upcoming one, or now for an unfinished run. */
  end: number;
  waits: Wait[];
  attempts: AttemptSpan[];
  upcoming: { at: number; number: number } | null;
  hasEnded: boolean;
}

/** Returns null for a run that ended without an attempt. */
export function buildTimeline(run: RunWithAttempts, now: number): RunTimeline | null {
  const hasEnded = run.finished_at !== null;
  const attempts = run.attempts.map(toSpan);
  if (hasEnded && attempts.length === 0) return null;
  if (run.status === 'running') attempts.push(runningSpan(run, attempts.at(-1), now));
  const next = hasEnded || run.status === 'running' ? null : Date.parse(run.due_at);

  const firstDue =
    run.started_at === null ? Date.parse(run.due_at) : Date.parse(run.started_at) - (run.lateness_ms ?? 0);
  // A retried or backfilled run has a scheduled time in the past, which is no delay.
  const start = run.trigger === 'schedule' ? Math.min(Date.parse(run.scheduled_for), firstDue) : firstDue;
  const first = attempts[0]?.from ?? next ?? start;
  const waits: Wait[] = [];
  addWait(waits, start, firstDue, (duration) => `${duration} spread`);
  if (attempts.length > 0) addWait(waits, firstDue, first, (duration) => `${duration} delay`);
  attempts.forEach(({ to }, index) => {
    const following = attempts[index + 1]?.from ?? next;
    if (following !== null) addWait(waits, to, following, (duration) => `${duration} wait`);
  });
  const ends = [...attempts.map(({ to }) => to), ...(next === null ? [] : [next])];
  return {
    start: attempts.length === 0 && run.trigger === 'schedule' ? Math.min(start, now) : start,
    end: Math.max(start, ...ends, hasEnded ? 0 : now),
    waits,
    attempts,
    upcoming: next === null ? null : { at: next, number: (attempts.at(-1)?.number ?? 0) + 1 },
    hasEnded,
  };
}

function toSpan(attempt: Attempt): AttemptSpan {
  const from = Date.parse(attempt.started_at);
  return {
    number: attempt.number,
    from,
    to: from + (attempt.duration_ms ?? 0),
    outcome: attempt.outcome,
    code: attempt.status_code,
  };
}

/** The API returns no record of a running attempt, so its start is estimated from when it was due. */
function runningSpan(run: Run, previous: AttemptSpan | undefined, now: number): AttemptSpan {
  const from = previous
    ? Math.max(previous.to, Date.parse(run.due_at))
    : Date.parse(run.started_at ?? run.due_at);
  return {
    number: (previous?.number ?? 0) + 1,
    from,
    to: Math.max(from, now),
    outcome: 'running',
    code: null,
  };
}

function addWait(waits: Wait[], from: number, to: number, toLabel: (duration: string) => string): void {
  if (to - from >= 1) waits.push({ from, to, label: toLabel(formatDuration(to - from)) });
}

/** The timeline as text, for screen readers. */
export function describeTimeline({ attempts, upcoming }: RunTimeline): string {
  const parts = attempts.map(({ number, from, to, outcome, code }) => {
    const result = `${toWords(outcome)}${code === null ? '' : ` ${code}`}`;
    return `attempt ${number} ${result} after ${formatDuration(to - from)}`;
  });
  if (upcoming) parts.push(`attempt ${upcoming.number} upcoming`);
  return parts.join(', ');
}
