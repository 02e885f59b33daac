// The course of a run in time, from what its schedule asked for to its end: what the timeline draws.
import type { Attempt, Run, RunWithAttempts } from '../../../client/src/index.ts';
import { formatDuration } from '../format/time.ts';

/** Instants are Unix milliseconds. */
export interface Span {
  from: number;
  to: number;
  /** Where there is room for a word; `240 ms late`. */
  told: string;
}

export interface Sent {
  number: number;
  from: number;
  to: number;
  outcome: Attempt['outcome'] | 'running';
  code: number | null;
}

export interface Course {
  /** What the run was for: the nominal instant, or that of a start by hand. */
  start: number;
  /** The last of what is known, or expected. */
  end: number;
  waits: Span[];
  attempts: Sent[];
  /** The attempt that is to come. */
  next: { at: number; number: number } | null;
  isOver: boolean;
}

/** Null where there is nothing to draw: nothing was sent, and nothing will be. */
export function readCourse(run: RunWithAttempts, now: number): Course | null {
  const isOver = run.finished_at !== null;
  const attempts = run.attempts.map(readAttempt);
  if (isOver && attempts.length === 0) return null;
  if (run.status === 'running') attempts.push(underWay(run, attempts.at(-1), now));
  const next = isOver || run.status === 'running' ? null : Date.parse(run.due_at);

  const firstDue =
    run.started_at === null ? Date.parse(run.due_at) : Date.parse(run.started_at) - (run.lateness_ms ?? 0);
  // A repeated run is for an occurrence of the past, but nobody has waited since then.
  const start = run.trigger === 'schedule' ? Math.min(Date.parse(run.scheduled_for), firstDue) : firstDue;
  const first = attempts[0]?.from ?? next ?? start;
  const waits: Span[] = [];
  addWait(waits, start, firstDue, (span) => `${span} of spread`);
  if (attempts.length > 0) addWait(waits, firstDue, first, (span) => `${span} late`);
  attempts.forEach(({ to }, index) => {
    const then = attempts[index + 1]?.from ?? next;
    if (then !== null) addWait(waits, to, then, (span) => `waits ${span}`);
  });
  const ends = [...attempts.map(({ to }) => to), ...(next === null ? [] : [next])];
  return {
    start: attempts.length === 0 && run.trigger === 'schedule' ? Math.min(start, now) : start,
    end: Math.max(start, ...ends, isOver ? 0 : now),
    waits,
    attempts,
    next: next === null ? null : { at: next, number: (attempts.at(-1)?.number ?? 0) + 1 },
    isOver,
  };
}

function readAttempt(attempt: Attempt): Sent {
  const from = Date.parse(attempt.started_at);
  return {
    number: attempt.number,
    from,
    to: from + (attempt.duration_ms ?? 0),
    outcome: attempt.outcome,
    code: attempt.status_code,
  };
}

/** Of the attempt under way the service tells no more than when it was due. */
function underWay(run: Run, before: Sent | undefined, now: number): Sent {
  const began = before
    ? Math.max(before.to, Date.parse(run.due_at))
    : Date.parse(run.started_at ?? run.due_at);
  return {
    number: (before?.number ?? 0) + 1,
    from: began,
    to: Math.max(began, now),
    outcome: 'running',
    code: null,
  };
}

function addWait(waits: Span[], from: number, to: number, tell: (span: string) => string): void {
  if (to - from >= 1) waits.push({ from, to, told: tell(formatDuration(to - from)) });
}

/** For whoever does not see it. */
export function describeCourse({ attempts, next }: Course): string {
  const told = attempts.map(({ number, from, to, outcome, code }) => {
    const what = outcome === 'running' ? 'under way' : outcome.replaceAll('_', ' ');
    return `attempt ${number} ${what}${code === null ? '' : ` ${code}`} after ${formatDuration(to - from)}`;
  });
  if (next) told.push(`attempt ${next.number} is to come`);
  return told.join(', ');
}

const STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200];

/** The distance between marks of the axis, so that there are about `count`. */
export function stepOf(spanMs: number, count: number): number {
  const wanted = spanMs / Math.max(1, count);
  const coarse = STEPS_S.find((seconds) => seconds * 1_000 >= wanted);
  if (wanted > 1_000)
    return coarse === undefined ? Math.ceil(wanted / 86_400_000) * 86_400_000 : coarse * 1_000;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return power * ([1, 2, 5].find((factor) => factor * power >= wanted) ?? 10);
}
