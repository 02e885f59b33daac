// Plans jobs in one transaction, or in one each if a damaged row fails a statement.
import type { Kysely, Transaction } from 'kysely';
import { isRowFault } from '../store/errors.ts';
import { failJobs, failState } from '../store/job-states.ts';
import type { DueJob } from '../store/planning.ts';
import type { Database } from '../store/schema.ts';

export interface Isolated<Planned> {
  jobCount: number;
  planned: Planned[];
}

interface Steps<Planned> {
  /** Locks up to `limit` due jobs, the earliest first. */
  lock: (trx: Transaction<Database>, limit: number) => Promise<DueJob[]>;
  plan: (trx: Transaction<Database>, jobs: DueJob[]) => Promise<Planned>;
  onError: (error: unknown) => void;
}

/** Plans up to `limit` jobs. A job whose plan cannot be stored, whatever is wrong with its rows, becomes `failed`. */
export async function planIsolated<Planned>(
  db: Kysely<Database>,
  limit: number,
  steps: Steps<Planned>,
): Promise<Isolated<Planned>> {
  const { lock, plan } = steps;
  try {
    return await db.transaction().execute(async (trx) => {
      const jobs = await lock(trx, limit);
      return { jobCount: jobs.length, planned: [await plan(trx, jobs)] };
    });
  } catch (error) {
    if (!isRowFault(error)) throw error;
    return await planEach(db, limit, steps);
  }
}

async function planEach<Planned>(
  db: Kysely<Database>,
  limit: number,
  { lock, plan, onError }: Steps<Planned>,
): Promise<Isolated<Planned>> {
  const planned: Planned[] = [];
  for (let jobCount = 0; jobCount < limit; jobCount++) {
    let locked: DueJob | undefined;
    try {
      const done = await db.transaction().execute(async (trx) => {
        [locked] = await lock(trx, 1);
        return locked === undefined ? undefined : await plan(trx, [locked]);
      });
      if (done === undefined) return { jobCount, planned };
      planned.push(done);
    } catch (error) {
      if (locked === undefined || !isRowFault(error)) throw error;
      onError(new Error(`Job ${locked.id} cannot be planned, so its status is now failed`, { cause: error }));
      await park(db, locked.id);
    }
  }
  return { jobCount: limit, planned };
}

/** Fails a job; if its runs cannot be canceled either, they stay. */
async function park(db: Kysely<Database>, jobId: string): Promise<void> {
  try {
    await db.transaction().execute((trx) => failJobs(trx, [jobId], 'invalid'));
  } catch (error) {
    if (!isRowFault(error)) throw error;
    await db.transaction().execute((trx) => failState(trx, [jobId], 'invalid'));
  }
}
