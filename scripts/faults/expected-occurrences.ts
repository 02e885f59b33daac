// Computes the occurrences that a job must have, with croner and arithmetic: no code of the planner.
import { Cron } from 'croner';
import type { ActiveSpan, RequestedJob, RequestedSchedule } from './evidence.ts';

const MINUTE_MS = 60_000;

export interface ExpectedOccurrences {
  /** Each needs a run or a place in a missed stretch. */
  required: number[];
  /** Near the start or end of an active span: either is right. */
  optional: number[];
}

export function expectOccurrences(job: RequestedJob, nowMs: number): ExpectedOccurrences {
  const required = new Set<number>();
  const optional = new Set<number>();
  for (const span of job.active) {
    const until = Math.min(span.untilMs, job.endsAtMs, nowMs);
    for (const instant of occurrencesBetween(job.schedule, span.fromMs, until)) {
      (isSurelyIn(span, instant, nowMs) ? required : optional).add(instant);
    }
  }
  return { required: [...required], optional: [...optional].filter((instant) => !required.has(instant)) };
}

function isSurelyIn(span: ActiveSpan, instant: number, nowMs: number): boolean {
  return instant > span.surelyFromMs && instant <= Math.min(span.surelyUntilMs, nowMs);
}

/** After `fromMs`, up to and including `untilMs`. */
function occurrencesBetween(schedule: RequestedSchedule, fromMs: number, untilMs: number): number[] {
  switch (schedule.type) {
    case 'specific':
      return between([schedule.atMs], fromMs, untilMs);
    case 'listed':
      return between(schedule.instantsMs, fromMs, untilMs);
    case 'minutes': {
      const step = schedule.every * MINUTE_MS;
      const first = Math.max(0, Math.floor((fromMs - schedule.anchorMs) / step) + 1);
      const instants: number[] = [];
      for (let at = schedule.anchorMs + first * step; at <= untilMs; at += step) instants.push(at);
      return instants;
    }
    case 'cron': {
      const cron = new Cron(schedule.expression, { timezone: schedule.timezone });
      const instants: number[] = [];
      // croner's next occurrence is after the whole second of the given time.
      let next = cron.nextRun(new Date(fromMs - 1_000));
      while (next !== null && next.getTime() <= untilMs) {
        if (next.getTime() > fromMs) instants.push(next.getTime());
        next = cron.nextRun(next);
      }
      return instants;
    }
  }
}

function between(instants: readonly number[], fromMs: number, untilMs: number): number[] {
  return instants.filter((instant) => instant > fromMs && instant <= untilMs);
}
