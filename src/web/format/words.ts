// What the service's names mean, in sentences.
import type { Attempt, Job, Run } from '../../../client/src/index.ts';
import { formatDuration, formatInstant, formatRelative, formatSeconds } from './time.ts';

/** `timed_out` → `timed out` */
export function toWords(name: string): string {
  return name.replaceAll('_', ' ');
}

const jobReasons: Record<string, string> = {
  paused: 'It was paused.',
  completed: 'Its one run is done.',
  ended: 'Its schedule has no occurrence left.',
  max_runs: 'It has run as often as it was to.',
  run_failed: 'Its one run failed.',
  missed: 'Its one run was missed: nothing was there to send it in time.',
  too_many_failures: 'Too many runs failed in a row.',
  invalid: 'Its stored definition can no longer be read. Edit it to repair it.',
};

/** Why a job is not active, and what would change that; empty for an active one. */
export function describeJobStatus(job: Job): string {
  if (job.status === 'active') return '';
  const reason =
    job.status_reason === null ? '' : (jobReasons[job.status_reason] ?? `${toWords(job.status_reason)}.`);
  return `${reason} ${isOver(job) ? 'Edit it to give it another time.' : 'It runs by hand only.'}`.trim();
}

/** Whether there is nothing left to resume: such a job needs a new schedule first. */
export function isOver(job: Job): boolean {
  return job.status_reason !== null && !['paused', 'too_many_failures'].includes(job.status_reason);
}

export function describeRetry({ retry }: Job): string {
  if (retry.max_attempts === 1) return 'None: one attempt only.';
  const grows =
    retry.factor === 1
      ? ''
      : `, then ${retry.factor} times as long each time, at most ${formatSeconds(retry.max_delay_seconds)}`;
  return `Up to ${retry.max_attempts} attempts. Waits up to ${formatSeconds(retry.initial_delay_seconds)}${grows}. Gives up ${formatSeconds(retry.max_age_seconds)} after the first.`;
}

const runReasons: Record<string, string> = {
  paused: 'The job was paused.',
  job_deleted: 'The job was deleted.',
  overlap: 'The run before it had not ended.',
  catch_up: 'It waits for the late runs before it.',
  worker_lost: 'The worker was lost too often.',
};

/** What became of a run, or is about to, as of `now` (Unix milliseconds). */
export function describeRun(run: Run, now: number): string {
  const reason =
    run.status_reason === null
      ? ''
      : ` ${runReasons[run.status_reason] ?? `(${toWords(run.status_reason)})`}`;
  const tries = run.attempt_count === 1 ? 'on the first attempt' : `after ${run.attempt_count} attempts`;
  switch (run.status) {
    case 'queued':
      return Date.parse(run.due_at) > now
        ? `Starts ${formatRelative(run.due_at, now)}.${reason}`
        : `Waits for a free worker.${reason}`;
    case 'running':
      return `Attempt ${run.attempt_count} is under way.`;
    case 'retrying':
      return `${run.error?.message ?? 'The last attempt failed.'} Attempt ${run.attempt_count + 1} starts ${formatRelative(run.due_at, now)}.`;
    case 'succeeded':
      return `Succeeded ${tries}: the target answered ${run.status_code ?? 'with success'}.`;
    case 'failed':
      return `Failed ${tries}.${reason} ${run.error?.message ?? ''}`.trim();
    case 'skipped':
      return `Skipped.${reason}`;
    case 'missed':
      return describeMissed(run);
    case 'canceled':
      return `Canceled.${reason}`;
  }
}

function describeMissed(run: Run): string {
  if (run.missed_count === null || run.missed_count <= 1)
    return 'Missed: nothing was there to start it in time.';
  const until = run.missed_until === null ? '' : `, the last of them at ${formatInstant(run.missed_until)}`;
  return `${run.missed_count} occurrences in a row were missed${until}: nothing was there to start them in time.`;
}

/** Where the time of an attempt went; parts of a reused connection are left out. */
export function describeTimings(timings: NonNullable<Attempt['timings']>): string {
  const parts: [string, number | null][] = [
    ['DNS', timings.dns_ms],
    ['connect', timings.connect_ms],
    ['TLS', timings.tls_ms],
    ['first byte after', timings.first_byte_ms],
    ['in all', timings.total_ms],
  ];
  return parts.flatMap(([name, ms]) => (ms === null ? [] : [`${name} ${formatDuration(ms)}`])).join(', ');
}
