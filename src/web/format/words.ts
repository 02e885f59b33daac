// What the service's names mean, in sentences; runs have a file of their own.
import type { Job } from '../../../client/src/index.ts';
import { formatCount, formatSeconds } from './time.ts';

/** `timed_out` → `timed out` */
export function toWords(name: string): string {
  return name.replaceAll('_', ' ');
}

const jobReasons: Record<string, (job: Job) => string> = {
  paused: () => 'It was paused.',
  completed: () => 'Its one run is done.',
  ended: () => 'Its schedule has no occurrence left.',
  max_runs: ({ run_count }) => `It has run as often as it was to: ${toTimes(run_count)}.`,
  run_failed: () => 'Its one run failed.',
  missed: () => 'Its one run was missed: nothing was there to send it in time.',
  too_many_failures: ({ consecutive_failures: count }) =>
    count > 1 ? `${formatCount(count)} runs failed in a row.` : 'Its last run failed.',
  invalid: () => 'Its stored definition can no longer be read. Edit it to repair it.',
};

/** Why a job is not active, and what would change that; empty for an active one. */
export function describeJobStatus(job: Job): string {
  const { status, status_reason: reason } = job;
  if (status === 'active') return '';
  const why = reason === null ? '' : (jobReasons[reason]?.(job) ?? `${toWords(reason)}.`);
  return `${why} ${whatHelps(job)}`.trim();
}

function whatHelps(job: Job): string {
  if (job.status_reason === 'max_runs') return 'Edit it to let it run more often.';
  return isOver(job) ? 'Edit it to give it another time.' : 'It runs by hand only, until it is resumed.';
}

function toTimes(count: number): string {
  return count === 1 ? 'once' : `${formatCount(count)} times`;
}

/** Whether there is nothing left to resume: such a job needs a new schedule first. */
export function isOver(job: Job): boolean {
  return job.status_reason !== null && !['paused', 'too_many_failures'].includes(job.status_reason);
}

/** It goes on, but its last runs failed. */
export function isFailing({ status, consecutive_failures }: Job): boolean {
  return status === 'active' && consecutive_failures > 0;
}

export function describeRetry({ retry }: Job): string {
  if (retry.max_attempts === 1) return 'None: one attempt only.';
  const grows =
    retry.factor === 1
      ? ''
      : `, then ${retry.factor} times as long each time, at most ${formatSeconds(retry.max_delay_seconds)}`;
  return `Up to ${retry.max_attempts} attempts. Waits up to ${formatSeconds(retry.initial_delay_seconds)}${grows}. Gives up ${formatSeconds(retry.max_age_seconds)} after the first.`;
}

/** Null where it is as it is without a word. */
export function describeCatchUp({ catch_up: { policy, window_seconds } }: Job): string | null {
  if (policy === 'one' && window_seconds === 86_400) return null;
  if (policy === 'none' || window_seconds === 0) return 'What cannot start in time is skipped.';
  const what = policy === 'one' ? 'The newest missed one runs' : 'All missed ones run, one after the other';
  return `${what}, at most ${formatSeconds(window_seconds)} late.`;
}

/** Null where it is as it is without a word. */
export function describeOverlap({ overlap }: Job): string | null {
  switch (overlap) {
    case 'skip':
      return null;
    case 'allow':
      return 'A run starts also while another has not ended.';
    case 'queue':
      return 'A run waits for the one before it to end; a further one is skipped.';
    case 'cancel_previous':
      return 'A run cancels those before it that have not ended.';
  }
}

/** Null where it is as it is without a word. */
export function describeSuccess({ success: { statuses, body_contains } }: Job): string | null {
  if (statuses.join() === '2xx' && body_contains === null) return null;
  const either = [statuses.slice(0, -1).join(', '), statuses.at(-1)].filter(Boolean).join(' or ');
  return `An answer of ${either}${body_contains === null ? '' : ` that contains “${body_contains}”`}.`;
}

/** Null where there is nothing to tell. */
export function describeFailures({ consecutive_failures, pause_after_failures }: Job): string | null {
  const count = formatCount(consecutive_failures);
  if (pause_after_failures === null) return consecutive_failures === 0 ? null : `${count} in a row`;
  const most = formatCount(pause_after_failures);
  return `${count} of ${most} ${pause_after_failures === 1 ? 'failure' : 'failures'} in a row`;
}
