// Finds the job that an argument names.
import type { Job, Scheduler } from '../src/index.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isId = (name: string): boolean => ID.test(name);

/** Finds a job by its ID or key. */
export async function findJob({ jobs }: Scheduler, name: string): Promise<Job> {
  return isId(name) ? await jobs.get(name) : await jobs.getByKey(name);
}
