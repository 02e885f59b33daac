// Finds and locks the job of a request.
import { type JobRow, lockJobs } from '../store/jobs.ts';
import { notFound } from './problems.ts';
import type { TransactionWrite } from './transaction.ts';

/** Throws a 404. */
export async function getLockedJob({ trx }: TransactionWrite, id: string): Promise<JobRow> {
  const [job] = await lockJobs(trx, [id]);
  if (job === undefined) throw notFound('job');
  return job;
}
