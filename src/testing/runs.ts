// Test helper: inserts ended runs into history.
import { newId, scheduledRunId } from '../store/ids.ts';
import type { Store } from '../store/open.ts';
import type { LiveRunStatus, RunStatus } from '../store/schema.ts';

const REASONS: Partial<Record<RunStatus, string>> = { skipped: 'overlap', missed: 'late', canceled: 'user' };

/** A scheduled run of the occurrence `at`, with the error, reason or lease that its status requires. */
export async function insertTestRun(
  { db }: Store,
  jobId: string,
  at: Temporal.Instant,
  status: RunStatus,
  finishedAt = at,
): Promise<string> {
  const id = scheduledRunId(jobId, at);
  const run = {
    id,
    job_id: jobId,
    job_name: 'job',
    trigger: 'schedule' as const,
    status_reason: REASONS[status] ?? null,
    scheduled_for: at.toString(),
    due_at: at.toString(),
    error_code: status === 'failed' || status === 'retrying' ? 'status_500' : null,
  };
  if (isLive(status)) {
    const lease = status === 'running' && { lease_token: newId(), lease_expires_at: at.toString() };
    await db
      .insertInto('live_runs')
      .values({ ...run, ...lease, status })
      .execute();
  } else {
    await db
      .insertInto('runs')
      .values({ ...run, status, finished_at: finishedAt.toString() })
      .execute();
  }
  return id;
}

function isLive(status: RunStatus): status is LiveRunStatus {
  return ['queued', 'running', 'retrying'].includes(status);
}
