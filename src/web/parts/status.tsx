// Statuses of jobs, runs and notices: the marks, their words and their order.
import type { ComponentChildren } from 'preact';
import type { Attempt, Job, Notice, Run } from '../../../client/src/index.ts';
import { describeFailures, describeJobStatus, isFailing, toWords } from '../format/job-text.tsx';
import { formatCounted } from '../format/time.ts';

type Name = Job['status'] | Run['status'] | Attempt['outcome'] | 'failing';

const disc = <circle cx="6" cy="6" r="4.5" fill="currentColor" />;
const ring = <circle cx="6" cy="6" r="4" />;
// The notch distinguishes the triangle from a disc at small sizes.
const notched = <path d="M6 1 11.2 10.5H7L6 8.6 5 10.5H.8z" fill="currentColor" stroke="none" />;
const dashed = <circle cx="6" cy="6" r="4" stroke-dasharray="2 2.2" />;

const shapes: Record<Name, ComponentChildren> = {
  active: disc,
  succeeded: disc,
  inactive: ring,
  failed: notched,
  failing: notched,
  rejected: notched,
  timed_out: notched,
  unreachable: notched,
  blocked: notched,
  queued: <rect x="3.5" y="1.5" width="5" height="9" />,
  running: (
    <>
      <circle cx="6" cy="6" r="4" opacity="0.35" />
      <path class="turning" d="M6 2A4 4 0 0 1 10 6" />
    </>
  ),
  retrying: (
    <>
      <rect x="1.5" y="1.5" width="9" height="9" />
      <path d="M1.5 6 6 1.5M1.5 10.5l9-9M6 10.5 10.5 6" />
    </>
  ),
  skipped: <path d="M6 1.2 10.8 6 6 10.8 1.2 6z" />,
  missed: dashed,
  lost: dashed,
  canceled: (
    <>
      {ring}
      <path d="M1 11 11 1" />
    </>
  ),
};

/** `word` replaces the name of the status. */
export function Status({ name, word = toWords(name) }: { name: Name; word?: string }) {
  return (
    <span class={`status status-${name}`}>
      <Shape name={name} />
      <span class="status-word">{word}</span>
    </span>
  );
}

/** Only the shape, for a line that states the status in words. */
export function StatusMark({ name }: { name: Name }) {
  return (
    <span class={`status status-${name}`}>
      <Shape name={name} />
    </span>
  );
}

function Shape({ name }: { name: Name }) {
  return (
    <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** Tells apart why a job is inactive. */
const inactiveWords: Record<string, string> = {
  paused: 'paused',
  completed: 'completed',
  ended: 'ended',
  max_runs: 'limit reached',
};

function wordOf({ status, status_reason: reason }: Job): string {
  return (status === 'inactive' && reason !== null && inactiveWords[reason]) || status;
}

/** Status of a job. A failing job is active; its failures are shown on hover. */
export function JobStatus({ job }: { job: Job }) {
  return (
    <span title={isFailing(job) ? (describeFailures(job) ?? '') : describeJobStatus(job)}>
      {isFailing(job) ? <Status name="failing" /> : <Status name={job.status} word={wordOf(job)} />}
    </span>
  );
}

/** The type checker rejects a status that is missing here. */
const order: Record<Run['status'], true> = {
  failed: true,
  running: true,
  retrying: true,
  queued: true,
  succeeded: true,
  skipped: true,
  missed: true,
  canceled: true,
};

/** Lists the statuses of runs, in the order of menus. */
export const runStatuses = Object.keys(order) as readonly Run['status'][];

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];

export const isUnfinished = (status: Run['status']) => UNFINISHED.includes(status);

export function describeOutcome({
  status,
  attempts,
  error,
}: Pick<Notice, 'status' | 'attempts' | 'error'>): string {
  switch (status) {
    case 'sent':
      return attempts > 1 ? `Sent at attempt ${attempts}` : 'Sent';
    case 'failed':
      return `Failed after ${formatCounted(attempts, 'attempt')}: ${error ?? ''}`;
    case 'queued':
      if (error !== null) return `Attempt ${attempts} failed, retrying: ${error}`;
      return attempts === 0 ? 'Queued' : 'Sending';
  }
}
