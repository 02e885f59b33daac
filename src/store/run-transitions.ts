// Transitions of runs: declares every change of a run's status and exports the SQL that writes each status.
import { type RawBuilder, sql } from 'kysely';
import type { RunStatus } from './schema.ts';
import type { Transition } from './transitions.ts';

/**
 * The states of a run. `waiting` is stored as status `queued` with a value in `waiting_for`, and has no message.
 * Unfinished runs are rows of `live_runs`. Ended runs are rows of `runs`, which are inserted once. Only an erasure of evidence updates them.
 */
export type RunState = RunStatus | 'waiting';

const declared = {
  plan: {
    from: null,
    to: 'queued',
    by: ['planner', 'API'],
    when: 'The occurrence is due within five seconds, or the write that creates or edits the job plans it at once.',
    writtenBy: ['live-runs.ts#insertPlanned'],
  },
  plan_caught_up: {
    from: null,
    to: 'waiting',
    by: ['planner', 'API'],
    when: 'The occurrence is late, and `catch_up: all` executes late runs one at a time.',
    writtenBy: ['live-runs.ts#insertPlanned'],
  },
  start: {
    from: null,
    to: 'queued',
    by: ['API'],
    when: 'A request starts a run manually or reruns an ended run.',
    writtenBy: ['live-runs.ts#insertStartedRuns'],
  },
  backfill: {
    from: null,
    to: 'waiting',
    by: ['API'],
    when: 'A request backfills an occurrence; backfilled runs execute one at a time.',
    writtenBy: ['live-runs.ts#insertBackfillRuns'],
  },
  miss_unplanned: {
    from: null,
    to: 'missed',
    by: ['planner', 'API'],
    when: 'Late occurrences that the catch-up policy rejects become one run.',
    writtenBy: ['planning.ts#insertMissed'],
  },
  wait: {
    from: ['queued'],
    to: 'waiting',
    by: ['worker'],
    when: 'At the first claim, `overlap: queue`, `overlap: cancel_previous` or `catch_up: all` makes the run wait.',
    writtenBy: ['policy-decisions.ts#makeRunsWait'],
  },
  release: {
    from: ['waiting'],
    to: 'queued',
    by: ['worker', 'planner', 'API', 'rescue'],
    when: 'The blocking run has ended; the oldest waiting run of each kind is next.',
    writtenBy: ['waiting-runs.ts#releaseWaitingRuns'],
  },
  claim: {
    from: ['queued', 'retrying'],
    to: 'running',
    by: ['worker'],
    when: 'A worker takes the lease, at most 500 ms before `due_at`.',
    writtenBy: ['claims.ts#claimRuns'],
  },
  give_back: {
    from: ['running'],
    to: 'queued',
    by: ['worker'],
    when: 'A worker returns a claimed run before its first request was sent.',
    writtenBy: ['claims.ts#releaseRuns'],
  },
  give_back_retry: {
    from: ['running'],
    to: 'retrying',
    by: ['worker'],
    when: 'A worker returns a claimed run before the request of a later attempt was sent.',
    writtenBy: ['claims.ts#releaseRuns'],
  },
  retry: {
    from: ['running'],
    to: 'retrying',
    by: ['worker', 'rescue'],
    when: 'The attempt failed or was lost, and another attempt is allowed.',
    writtenBy: ['results.ts#recordResults'],
  },
  succeed: {
    from: ['running'],
    to: 'succeeded',
    by: ['worker'],
    when: 'The attempt met the success policy.',
    writtenBy: ['results.ts#recordResults'],
  },
  fail: {
    from: ['running'],
    to: 'failed',
    by: ['worker', 'rescue'],
    when: 'The attempt failed or was lost, and no other attempt is allowed.',
    writtenBy: ['results.ts#recordResults'],
  },
  abort: {
    from: ['running'],
    to: 'canceled',
    by: ['worker', 'rescue'],
    when: 'A request or `cancel_previous` canceled the run during an attempt.',
    writtenBy: ['results.ts#recordResults'],
  },
  skip: {
    from: ['queued'],
    to: 'skipped',
    by: ['worker'],
    when: 'At the first claim, the overlap policy rejects the run.',
    writtenBy: ['run-ends.ts#endRuns'],
  },
  miss: {
    from: ['queued'],
    to: 'missed',
    by: ['worker'],
    when: 'At the first claim, the run is late and the catch-up policy rejects it.',
    writtenBy: ['run-ends.ts#endRuns'],
  },
  cancel: {
    from: ['queued', 'waiting', 'retrying'],
    to: 'canceled',
    by: ['API', 'worker', 'planner', 'rescue'],
    when: 'A request, a pause, a deletion, a job that becomes `failed`, or `cancel_previous`.',
    writtenBy: ['run-ends.ts#endRuns'],
  },
  discard: {
    from: ['queued'],
    to: null,
    by: ['API', 'worker', 'planner', 'rescue'],
    when: 'The job was edited, paused, deleted or became `failed` before the planned run was due.',
    writtenBy: ['live-runs.ts#deletePlannedRuns'],
  },
  prune: {
    from: ['succeeded', 'failed', 'canceled', 'skipped', 'missed'],
    to: null,
    by: ['planner'],
    when: 'The run is older than `RUN_RETENTION_DAYS`; whole days are dropped at once.',
    writtenBy: ['history.ts#dropDay', 'history.ts#pruneDefault', 'job-retention.ts#pruneRuns'],
  },
} as const satisfies Record<string, Transition<RunState>>;

type Name = keyof typeof declared;
export const runTransitions: Readonly<Record<Name, Transition<RunState>>> = declared;

/** The stored status after a transition, as an SQL literal. */
export function runStatusAfter(name: Exclude<Name, 'discard' | 'prune'>): RawBuilder<RunStatus> {
  return sql.raw(literalOf(name));
}

function literalOf(name: Exclude<Name, 'discard' | 'prune'>): string {
  const { to } = declared[name];
  return `'${to === 'waiting' ? 'queued' : to}'`;
}

/** The status of a row of `live_runs` that a worker returns: its claim is undone. */
export const returnedStatus = sql.raw<RunStatus>(
  `case when attempt_count > 1 then ${literalOf('give_back_retry')} else ${literalOf('give_back')} end`,
);

/** The status with which the run `r` ends after the result `i`, whose status is `retrying` if a retry was requested. */
export const statusAfterResult = sql.raw<RunStatus>(
  `case when i.status <> ${literalOf('retry')} then i.status
    when r.cancel_requested then ${literalOf('abort')} else ${literalOf('fail')} end`,
);

/** Transitions that end a run without a request. */
const UNSENT = { skipped: 'skip', missed: 'miss', canceled: 'cancel' } as const;

export type UnsentEnd = keyof typeof UNSENT;

/** The status of a run that ends without a request, as an SQL literal. */
export function unsentStatus(end: UnsentEnd): RawBuilder<RunStatus> {
  return runStatusAfter(UNSENT[end]);
}
