// Lists the jobs that run next, soonest first.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { recall } from '../live.ts';

/** The cache key of the list. */
export const nextJobsKey = 'next jobs';
/** Slightly longer than the time that the service plans ahead. */
const PLANNED_MS = 6_000;

/**
 * The service sorts jobs by their first unplanned occurrence, so a job whose next run is planned drops out of the list.
 * Such a job is kept from the previous list until its run starts.
 */
export async function listNextJobs(limit: number): Promise<Job[]> {
  const { data } = await api.jobs.list({ sort: 'next_run', status: 'active', limit });
  const ids = new Set(data.map(({ id }) => id));
  const untilStart = (job: Job) => startOf(job) - Date.now();
  const planned = (recall<Job[]>(nextJobsKey) ?? []).filter(
    (job) => !ids.has(job.id) && untilStart(job) > 0 && untilStart(job) < PLANNED_MS,
  );
  return [...data, ...planned]
    .filter(({ next_run }) => next_run !== null)
    .sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ next_run }: Job): number {
  return Date.parse(next_run ?? '');
}
