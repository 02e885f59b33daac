// The jobs that come next, soonest first.
import type { Job } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { recall } from '../live.ts';

export const nextKey = 'next up';
/** A little more than the service plans ahead. */
const PLANNED_MS = 6_000;

/**
 * The service lists jobs by the first occurrence that it has not planned yet. One that is planned, and about to start,
 * keeps the place that it had when it was listed last.
 */
export async function listNextJobs(limit: number): Promise<Job[]> {
  const { data } = await api.jobs.list({ sort: 'next_run', status: 'active', limit });
  const ids = new Set(data.map(({ id }) => id));
  const untilStart = (job: Job) => startOf(job) - Date.now();
  const planned = (recall<Job[]>(nextKey) ?? []).filter(
    (job) => !ids.has(job.id) && untilStart(job) > 0 && untilStart(job) < PLANNED_MS,
  );
  return [...data, ...planned]
    .filter(({ next_run }) => next_run !== null)
    .sort((a, b) => startOf(a) - startOf(b));
}

function startOf({ next_run }: Job): number {
  return Date.parse(next_run ?? '');
}
