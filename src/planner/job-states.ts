// Builds the state of a job that becomes active or inactive.
import type { JobState } from '../store/jobs.ts';
import type { Next } from './next-occurrence.ts';

export function active(next: Next | null): JobState {
  return {
    status: 'active',
    status_reason: null,
    pause_reason: null,
    paused_until: null,
    next_run: next?.at ?? null,
    next_due_at: next?.dueAt ?? null,
  };
}

export function inactive(
  reason: string,
  pause: { reason?: string | null | undefined; until?: Temporal.Instant | null | undefined } = {},
): JobState {
  return {
    status: 'inactive',
    status_reason: reason,
    pause_reason: pause.reason ?? null,
    paused_until: pause.until ?? null,
    next_run: null,
    next_due_at: null,
  };
}
