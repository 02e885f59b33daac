// Transitions of jobs: declares every change of a job's status and exports the SQL that completes a job.
import { sql } from 'kysely';
import type { JobStatus } from './schema.ts';
import type { Transition } from './transitions.ts';

export interface JobTransition extends Transition<JobStatus> {
  /** The values of `status_reason` that the transition writes; none for `active` and deleted jobs. */
  reasons: readonly string[];
}

/** The states of a job are its statuses. `status_reason` is the cause; it is null while the job is active. */
const declared = {
  create: {
    from: null,
    to: 'active',
    reasons: [],
    by: ['API'],
    when: 'A request creates the job.',
    writtenBy: ['jobs.ts#insertJobs'],
  },
  create_paused: {
    from: null,
    to: 'inactive',
    reasons: ['paused'],
    by: ['API'],
    when: 'A request creates the job with `"status": "inactive"`.',
    writtenBy: ['jobs.ts#insertJobs'],
  },
  pause: {
    from: ['active', 'failed'],
    to: 'inactive',
    reasons: ['paused'],
    by: ['API'],
    when: 'A request pauses an active job or sets `"status": "inactive"`.',
    writtenBy: ['job-states.ts#updateJobStates'],
  },
  resume: {
    from: ['inactive', 'failed'],
    to: 'active',
    reasons: [],
    by: ['API', 'planner'],
    when: 'A request resumes the job or gives it another occurrence, or the pause has ended (`until`).',
    writtenBy: ['job-states.ts#updateJobStates'],
  },
  end_while_paused: {
    from: ['inactive'],
    to: 'inactive',
    reasons: ['ended', 'max_runs'],
    by: ['planner'],
    when: 'The pause has ended (`until`), and no occurrence is left.',
    writtenBy: ['job-states.ts#updateJobStates'],
  },
  complete: {
    from: ['active'],
    to: 'inactive',
    reasons: ['completed', 'ended', 'max_runs'],
    by: ['worker', 'API', 'planner', 'rescue'],
    when: 'The last scheduled run has ended, and no occurrence is left to plan.',
    writtenBy: ['results.ts#recordResults', 'job-completion.ts#completeJobs'],
  },
  complete_failed: {
    from: ['active'],
    to: 'failed',
    reasons: ['run_failed', 'missed'],
    by: ['worker', 'API', 'planner', 'rescue'],
    when: 'The only run of a specific time failed or was missed.',
    writtenBy: ['results.ts#recordResults', 'job-completion.ts#completeJobs'],
  },
  fail: {
    from: ['active'],
    to: 'failed',
    reasons: ['too_many_failures', 'invalid'],
    by: ['worker', 'API', 'planner', 'rescue'],
    when: '`pause_after_failures` consecutive runs have failed, or the stored schedule is not valid any more.',
    writtenBy: ['job-states.ts#updateJobStates'],
  },
  fail_while_paused: {
    from: ['inactive'],
    to: 'failed',
    reasons: ['invalid'],
    by: ['planner'],
    when: 'The pause has ended (`until`), and the stored schedule is not valid any more.',
    writtenBy: ['job-states.ts#updateJobStates'],
  },
  delete: {
    from: ['active', 'inactive', 'failed'],
    to: null,
    reasons: [],
    by: ['API'],
    when: 'A request deletes the job.',
    writtenBy: ['job-states.ts#deleteJobs'],
  },
  delete_finished: {
    from: ['inactive'],
    to: null,
    reasons: [],
    by: ['worker', 'API', 'planner', 'rescue'],
    when: 'The job has `delete_when_finished`, is complete, and its last live run has ended.',
    writtenBy: ['job-completion.ts#deleteFinishedJobs'],
  },
} as const satisfies Record<string, JobTransition>;

export const jobTransitions: Readonly<Record<keyof typeof declared, JobTransition>> = declared;

/** The completion reason of a job with a specific time, by the status of its run; null for other jobs. */
export function oneTimeReason(job: string, runStatus: string) {
  return sql.raw(`case when ${job}.schedule_type = 'specific_time' then
    case ${runStatus} when 'failed' then 'run_failed' when 'missed' then 'missed' else 'completed' end end`);
}

/** The completion reason of every job: `job` has the columns `one_time_reason` and `max_runs`. */
export function completionReason(state: string, job: string) {
  return sql.raw(
    `coalesce(${job}.one_time_reason, case when ${state}.run_count >= ${job}.max_runs then 'max_runs' else 'ended' end)`,
  );
}

/** The status of a job after its completion. */
export function completedStatus(oneTimeReason: string) {
  const { complete, complete_failed } = declared;
  return sql.raw(
    `case when ${oneTimeReason} in ('run_failed', 'missed') then '${complete_failed.to}' else '${complete.to}' end`,
  );
}
