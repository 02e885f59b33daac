// Finds jobs without a success within the hours of a rule, slice by slice: no look reads every job.
import { type Kysely, sql } from 'kysely';
import {
  AT_ONCE,
  type Finding,
  instant,
  isInScope,
  isNew,
  jobOfState,
  type Quiet,
} from './alert-conditions.ts';
import { lowestIdAt } from './ids.ts';
import type { RuleRow } from './notification-rules.ts';
import type { Database } from './schema.ts';

/** Jobs of one slice, in the order of their IDs. */
const JOBS_PER_SLICE = 50_000;
/** A run that succeeded within a period began at most so long before it. */
const RUN_HOURS = 48;

/**
 * Looks at the jobs after `after`, or at the first ones. Returns those that are silent and have no open alert of the rule,
 * and where the next slice begins; `next` is undefined after the last one.
 */
export async function findSilentJobs(
  db: Kysely<Database>,
  rule: RuleRow,
  { pausedUntil }: Quiet,
  now: Temporal.Instant,
  after: string | undefined,
): Promise<{ findings: Finding[]; next: string | undefined }> {
  const since = now.subtract({ hours: rule.silent_hours ?? 0 });
  if (pausedUntil !== null && Temporal.Instant.compare(pausedUntil, since) >= 0)
    return { findings: [], next: undefined };
  const isAfter = after === undefined ? sql`true` : sql`s.job_id > ${after}::uuid`;
  const end = rule.job_id === null ? await findSliceEnd(db, after) : undefined;
  const isInSlice = end === undefined ? isAfter : sql`${isAfter} and s.job_id <= ${end}::uuid`;
  const { rows } = await sql<Finding>`
    select s.job_id, j.name as job_name, null::uuid as run_id, ${rule.silent_hours}::int as value, null as error
    from job_states s cross join lateral ${jobOfState} j
    where ${isInSlice} and s.status = 'active' and s.changed_at < ${instant(since)}
      and not (s.last_run_status is not distinct from 'succeeded' and s.last_run_finished_at >= ${instant(since)})
      and ${isNew(rule)} and j.created_at < ${instant(since)} and ${isInScope(rule)}
      and not exists (
        select from runs r where r.job_id = s.job_id and r.id >= ${lowestIdAt(since.subtract({ hours: RUN_HOURS }))}::uuid
          and r.status = 'succeeded' and r.finished_at >= ${instant(since)})
    order by s.job_id limit ${sql.lit(AT_ONCE)}`.execute(db);
  // With as many findings as fit, the slice has not been read to its end.
  return { findings: rows, next: rows.length === AT_ONCE ? rows.at(-1)!.job_id : end };
}

/** The last job of a full slice; undefined if fewer jobs are left. */
async function findSliceEnd(db: Kysely<Database>, after: string | undefined): Promise<string | undefined> {
  const condition = after === undefined ? sql`` : sql`where job_id > ${after}::uuid`;
  const { rows } = await sql<{ job_id: string }>`
    select job_id from job_states ${condition} order by job_id offset ${sql.lit(JOBS_PER_SLICE - 1)} limit 1`.execute(
    db,
  );
  return rows[0]?.job_id;
}
