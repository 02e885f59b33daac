// Resumes jobs whose pause has an end that is reached.
import type { Kysely, Transaction } from 'kysely';
import { bySystem, insertAuditEntries } from '../store/audit-log.ts';
import { failJobs, lockJobsToResume, updateJobStates } from '../store/job-states.ts';
import type { JobRow } from '../store/jobs.ts';
import type { Database } from '../store/schema.ts';
import { active, inactive } from './job-states.ts';
import { findNext, type Next } from './next-occurrence.ts';

const JOBS_AT_ONCE = 500;

/** Resumes the jobs whose `paused_until` has passed, from now on. Jobs without a further occurrence end. */
export async function resumePausedJobs(db: Kysely<Database>, now: Temporal.Instant): Promise<void> {
  for (;;) {
    const count = await db.transaction().execute(async (trx) => await resumeSome(trx, now));
    if (count < JOBS_AT_ONCE) return;
  }
}

async function resumeSome(trx: Transaction<Database>, now: Temporal.Instant): Promise<number> {
  const jobs = await lockJobsToResume(trx, now, JOBS_AT_ONCE);
  const resumed: JobRow[] = [];
  for (const job of jobs) {
    const next = findNextOrFail(job, now);
    if (next === 'invalid') {
      await failJobs(trx, [job.id], 'invalid');
      continue;
    }
    const isOver = job.max_runs !== null && job.run_count >= job.max_runs;
    const state = next ? active(next) : inactive(isOver ? 'max_runs' : 'ended');
    await updateJobStates(trx, [{ ...state, jobId: job.id }]);
    resumed.push(job);
  }
  await insertAuditEntries(
    trx,
    resumed.map((job) => ({
      ...{ at: now, ...bySystem, action: 'job.resumed', jobId: job.id },
      before: { paused_until: job.paused_until?.toString() ?? null },
      after: { paused_until: null },
    })),
  );
  return jobs.length;
}

/** Only the job whose schedule cannot be used fails, whatever is wrong with it. */
function findNextOrFail(job: JobRow, now: Temporal.Instant): Next | null | 'invalid' {
  try {
    return findNext(job, now, false);
  } catch {
    return 'invalid';
  }
}
