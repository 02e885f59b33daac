// Groups inserts of jobs: requests that arrive while statements are in flight share the next statement.
import type { Kysely } from 'kysely';
import type { AuditEntry } from './audit-log.ts';
import { isRowFault } from './errors.ts';
import { insertJobs, type NewJob } from './jobs.ts';
import type { PlannedLiveRun } from './live-runs.ts';
import type { Database } from './schema.ts';

/** Maximum statements in flight; further requests wait and share one. */
const MAX_IN_FLIGHT = 2;
/** A request with more jobs has its own statement. */
const JOBS_PER_REQUEST = 10;
const REQUESTS_PER_STATEMENT = 50;

export interface JobInsert {
  jobs: NewJob[];
  planned: PlannedLiveRun[];
  entries: AuditEntry[];
}

/** Resolves after the commit. Inserts all jobs of the request, or none. */
export type InsertJobs = (insert: JobInsert) => Promise<void>;

interface Waiting {
  insert: JobInsert;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Groups inserts: a statement for one job is as expensive for PostgreSQL as one for four. */
export function groupInserts(db: Kysely<Database>): InsertJobs {
  const waiting: Waiting[] = [];
  let inFlight = 0;

  async function insertNext(): Promise<void> {
    inFlight += 1;
    await insertGroup(db, waiting.splice(0, REQUESTS_PER_STATEMENT));
    inFlight -= 1;
    if (waiting.length > 0) void insertNext();
  }

  return async (insert) => {
    if (insert.jobs.length > JOBS_PER_REQUEST) return await insertAlone(db, insert);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push({ insert, resolve, reject });
    if (inFlight < MAX_IN_FLIGHT) void insertNext();
    return await promise;
  };
}

export async function insertAlone(
  db: Kysely<Database>,
  { jobs, planned, entries }: JobInsert,
): Promise<void> {
  await insertJobs(db, jobs, planned, entries);
}

/** Never rejects: each request is rejected with its own error. */
async function insertGroup(db: Kysely<Database>, group: Waiting[]): Promise<void> {
  try {
    await insertJobs(
      db,
      group.flatMap(({ insert }) => insert.jobs),
      group.flatMap(({ insert }) => insert.planned),
      group.flatMap(({ insert }) => insert.entries),
    );
    for (const { resolve } of group) resolve();
  } catch (error) {
    if (group.length > 1 && isRowFault(error)) {
      // One request caused the error, for example with an existing key; the others must not fail.
      await Promise.all(
        group.map(({ insert, resolve, reject }) => insertAlone(db, insert).then(resolve, reject)),
      );
    } else for (const { reject } of group) reject(error);
  }
}
