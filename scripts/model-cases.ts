// Cases of the model of a run: configurations that must hold, and broken twins that must fail.

export interface ModelCase {
  name: string;
  /** Macros of docs/model/bounds.pml and database.pml. */
  defines: readonly string[];
  /** The property that fails; undefined if all properties hold. */
  fails?: string;
}

/** The true model, within different bounds. */
const configurations: ModelCase[] = [
  {
    name: 'delivery: two crashes, suspension, lost and repeated message, stop',
    defines: ['N=1', 'T=4', 'CRASHES=2', 'STALLS=1', 'LOSSES=1', 'DUPLICATES=1', 'STOPS=1'],
  },
  { name: 'two occurrences, crash', defines: ['CRASHES=1'] },
  { name: 'two occurrences, suspension', defines: ['STALLS=1'] },
  { name: 'catch_up all', defines: ['CATCH_UP=1', 'CRASHES=1'] },
  { name: 'catch_up none', defines: ['CATCH_UP=2', 'CRASHES=1'] },
  { name: 'overlap skip', defines: ['OVERLAP=1', 'CRASHES=1'] },
  { name: 'overlap queue', defines: ['OVERLAP=2', 'CRASHES=1'] },
  { name: 'overlap queue, catch_up all', defines: ['OVERLAP=2', 'CATCH_UP=1', 'CRASHES=1'] },
  { name: 'overlap cancel_previous', defines: ['OVERLAP=3', 'CRASHES=1'] },
  { name: 'overlap queue, three occurrences', defines: ['OVERLAP=2', 'N=3', 'T=6', 'PLANNERS=1'] },
  { name: 'manual run, overlap skip, cancel', defines: ['R=3', 'OVERLAP=1', 'CANCELS=1'] },
  { name: 'two backfilled runs, prune', defines: ['R=4', 'BACKFILL=1', 'PRUNES=1', 'PLANNERS=1'] },
  { name: 'pause of the job', defines: ['JOB_PAUSES=1'] },
  { name: 'pause of the job, crash', defines: ['JOB_PAUSES=1', 'CRASHES=1', 'PLANNERS=1'] },
  { name: 'pause of the job, overlap queue', defines: ['JOB_PAUSES=1', 'OVERLAP=2'] },
  { name: 'scheduler pause, lost message', defines: ['SCHEDULER_PAUSES=1', 'LOSSES=1', 'N=1', 'T=4'] },
  { name: 'scheduler pause, two occurrences', defines: ['SCHEDULER_PAUSES=1'] },
];

/** Twins without one check each. */
const twins: ModelCase[] = [
  {
    name: 'result without the lease token',
    defines: ['N=1', 'STALLS=1', 'NO_TOKEN'],
    fails: 'fencing',
  },
  {
    name: "plan without the lock on the job's state",
    defines: ['JOB_PAUSES=1', 'NO_JOB_LOCK'],
    fails: 'no_run_of_paused_job',
  },
  {
    name: "claim without the version of the job's state",
    defines: ['OVERLAP=1', 'NO_VERSION_CHECK'],
    fails: 'no_overlap',
  },
  {
    name: 'claim that trusts its snapshot of the run',
    defines: ['N=1', 'DUPLICATES=1', 'NO_ROW_CHECK'],
    fails: 'finished_never_changes',
  },
  {
    name: 'scheduler pause read before the claim',
    defines: ['N=1', 'SCHEDULER_PAUSES=1', 'PAUSE_BEFORE_CLAIM'],
    fails: 'no_start_while_paused',
  },
  {
    name: 'run ID not derived from the occurrence',
    defines: ['JOB_PAUSES=1', 'NO_DERIVED_ID'],
    fails: 'one_row_per_occurrence',
  },
  {
    name: 'pause that does not plan overdue occurrences',
    defines: ['JOB_PAUSES=1', 'NO_PLAN_BEFORE_PAUSE'],
    fails: 'every_occurrence_accounted',
  },
  {
    name: 'cancel without a lock',
    defines: ['N=1', 'CANCELS=1', 'NO_CANCEL_LOCK'],
    fails: 'finished_never_changes',
  },
  {
    name: 'rescue that does not check the expiry again',
    defines: ['N=1', 'STALLS=1', 'NO_EXPIRY_CHECK'],
    fails: 'lost_with_cause',
  },
  {
    name: 'lease that the worker counts from the response',
    defines: ['N=1', 'STALLS=1', 'LEASE_FROM_RESPONSE'],
    fails: 'lost_with_cause',
  },
  {
    name: 'request without a look at the lease',
    defines: ['N=1', 'STALLS=1', 'NO_LEASE_CHECK'],
    fails: 'sent_once_without_cause',
  },
  { name: 'request at the claim, without the timer', defines: ['N=1', 'NO_DUE_TIMER'], fails: 'never_early' },
  { name: 'no sweep for dead workers', defines: ['N=1', 'CRASHES=1', 'NO_RESCUE'], fails: 'every_run_ends' },
  {
    name: 'no sweep for lost messages',
    defines: ['N=1', 'LOSSES=1', 'NO_MESSAGE_SWEEP'],
    fails: 'every_run_ends',
  },
  {
    name: 'end of a run that releases no waiting run',
    defines: ['OVERLAP=2', 'NO_RELEASE'],
    fails: 'every_run_ends',
  },
];

export const modelCases: readonly ModelCase[] = [...configurations, ...twins];
