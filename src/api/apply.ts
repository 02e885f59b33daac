// Applies a set of jobs: plans the difference to the stored jobs and carries it out in one transaction.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { applyRoutes } from '../../openapi/apply.ts';
import type { JobApply, JobPlan, PlannedJob } from '../../openapi/schemas/apply.ts';
import type { JobInput } from '../../openapi/schemas/job.ts';
import { isUniqueViolation } from '../store/errors.ts';
import { findIdsByKey, findJobRows, findRestOfSet, type JobRow, lockJobs } from '../store/jobs.ts';
import { canonicalJson } from './canonical-json.ts';
import { diffDefinitions } from './definition-diff.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { runOnce } from './idempotency.ts';
import { deleteJobs } from './job-actions.ts';
import { parseBatch } from './job-batch.ts';
import { parseJob } from './job-checks.ts';
import { createJobs, newJobIds, prepareJob } from './job-creation.ts';
import { findNamedCredentials, type NamedCredentials, refuseDeletedCredential } from './job-credentials.ts';
import { changesJob, editJobs, prepareEdit, type RequestedEdit } from './job-edits.ts';
import type { ParseContext, RequestedJob } from './job-input.ts';
import { ERRORS_AT_MOST, type FieldError, Problem, withErrors } from './problems.ts';
import { decryptJob } from './secrets.ts';
import type { TransactionWrite } from './transaction.ts';

/** Attempts while other requests create jobs with the same keys. */
const TRIES = 5;
const DELETED_AT_MOST = 1_000;
/** Longer values are left out of the plan that the response shows. */
const SHOWN_CHARACTERS = 1_000;

/** A job of the request with its stored job, if there is one. */
type Item = { planned: PlannedJob } & (
  | { found: undefined; requested: RequestedJob }
  | (RequestedEdit & { found: JobRow })
);

export function createApplyHandlers(deps: ApiDeps): Handlers<typeof applyRoutes> {
  return {
    applyJobs: async (c) => {
      const input = c.req.valid('json');
      for (let tries = 1; ; tries++) {
        try {
          const body = await runOnce(deps, c as Context, async (write) => ({
            body: await applySet(deps, write, input),
          }));
          return c.json(body, 200);
        } catch (error) {
          // A concurrent request has created one of the jobs: the next attempt finds it.
          if (!isUniqueViolation(error) || tries === TRIES) refuseDeletedCredential(error);
        }
      }
    },
  };
}

async function applySet(deps: ApiDeps, write: TransactionWrite, input: JobApply): Promise<JobPlan> {
  const { trx } = write;
  const keys = input.jobs.flatMap(({ key }) => key ?? []);
  const rest = await findRestOfSet(trx, input.managed_by, { keys, limit: DELETED_AT_MOST + 1 });
  if (input.prune && rest.length > DELETED_AT_MOST) throw tooManyDeletions();
  const restIds = input.prune ? rest.map(({ id }) => id) : [];
  const ids = [...(await findIdsByKey(trx, keys)), ...restIds];
  const found = input.dry_run ? await findJobRows(trx, ids) : await lockJobs(trx, ids);
  const byKey = new Map(found.map((job) => [job.key, job]));
  checkOwners(input, byKey);

  const credentials = await findNamedCredentials(trx, input.jobs);
  const errors = findKeyErrors(input);
  const items = parseBatch(input.jobs, (job, index) => {
    const stored = job.key === null ? undefined : byKey.get(job.key);
    return withErrors(errors.get(index) ?? [], () =>
      toItem({ ...deps, credentials }, write, input, job, stored),
    );
  });
  const pruned = found.filter((job) => restIds.includes(job.id) && job.managed_by === input.managed_by);
  const others = input.prune ? pruned : rest.slice(0, DELETED_AT_MOST);
  const plan = toPlan(input, [
    ...items.map(({ planned }) => planned),
    ...others.map((job) => toPlanned(input.prune ? 'delete' : 'keep', job)),
  ]);
  const planId = hash([plan, found.map(({ id, version }) => [id, version])]);
  if (input.plan_id !== undefined && input.plan_id !== planId) throw otherPlan();
  if (!input.dry_run) await carryOut(write, items, pruned);
  return { ...plan, dry_run: input.dry_run, plan_id: planId, jobs: plan.jobs.map(shorten) };
}

async function carryOut(write: TransactionWrite, items: Item[], pruned: JobRow[]): Promise<void> {
  await editJobs(
    write,
    items.filter((item) => item.found !== undefined),
  );
  if (pruned.length > 0) await deleteJobs(write, pruned);
  const created = items.flatMap((item) => (item.found === undefined ? [item] : []));
  if (created.length === 0) return;
  const ids = newJobIds(write, created.length);
  const jobs = await createJobs(
    write,
    created.map(({ requested }, index) => prepareJob(write, ids[index]!, requested)),
  );
  for (const [index, { planned }] of created.entries()) planned.id = jobs[index]!.id;
}

/** Parses a job of the request, and plans its action. Throws a 422. */
function toItem(
  { policy, keyring, credentials }: ApiDeps & { credentials: NamedCredentials },
  write: TransactionWrite,
  { managed_by }: JobApply,
  input: JobInput,
  stored: JobRow | undefined,
): Item {
  const { now } = write;
  const found = stored && decryptJob(keyring, stored);
  const createdAt = found?.created_at ?? now;
  const context: ParseContext = {
    policy,
    canEncrypt: keyring.canEncrypt,
    now,
    createdAt,
    stored: found,
    credentials,
  };
  const requested = parseJob({ ...input, managed_by }, context);
  const { key, name } = requested.definition;
  if (found === undefined) {
    prepareJob(write, createdId, requested);
    const planned = { ...toPlanned('create', { id: null, key, name }), after: setValues(requested) };
    return { found, requested, planned };
  }
  const edit = { found, requested };
  if (!changesJob(edit)) return { ...edit, planned: toPlanned('unchanged', found) };
  const { before, after } = prepareEdit(edit, now);
  const planned = { ...toPlanned('update', { id: found.id, key, name }), before, after };
  return { ...edit, planned: { ...planned, changed: Object.keys(after) } };
}

/** Stands for the ID of a job that is only checked. */
const createdId = '00000000-0000-7000-8000-000000000000';

function setValues({ definition, status }: RequestedJob): Record<string, unknown> {
  return { ...diffDefinitions(undefined, definition).after, ...(status !== undefined && { status }) };
}

function toPlanned(
  action: PlannedJob['action'],
  { id, key, name }: Pick<PlannedJob, 'id' | 'key' | 'name'>,
): PlannedJob {
  return { action, key, name, id, changed: [], before: {}, after: {} };
}

function toPlan({ managed_by }: JobApply, jobs: PlannedJob[]): Omit<JobPlan, 'dry_run' | 'plan_id'> {
  const counts = { create: 0, update: 0, unchanged: 0, delete: 0, keep: 0 };
  for (const { action } of jobs) counts[action]++;
  return { managed_by, counts, jobs };
}

function hash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 32);
}

function shorten(job: PlannedJob): PlannedJob {
  const short = (values: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(values).filter(([, value]) => String(JSON.stringify(value)).length <= SHOWN_CHARACTERS),
    );
  return { ...job, before: short(job.before), after: short(job.after) };
}

/** The errors of each job by its index: it needs a key of its own, and belongs to the set. */
export function findKeyErrors({ managed_by, jobs }: KeyedJobs): Map<number, FieldError[]> {
  const indexes = new Map<unknown, number>();
  const found = new Map<number, FieldError[]>();
  for (const [index, { key, managed_by: owner }] of jobs.entries()) {
    const errors: FieldError[] = [];
    const refuse = (field: string, detail: string) => errors.push({ pointer: `/${field}`, detail });
    const first = indexes.get(key);
    if ((key ?? null) === null) refuse('key', 'is required: it identifies the job in the set');
    else if (first !== undefined) refuse('key', `is also the key of /jobs/${first}; each job needs its own`);
    else indexes.set(key, index);
    if ((owner ?? null) !== null && managed_by !== undefined && owner !== managed_by)
      refuse('managed_by', `must be ${managed_by}, as in the request, or be left out`);
    found.set(index, errors);
  }
  return found;
}

interface KeyedJobs {
  /** Undefined while it is invalid. */
  managed_by: string | undefined;
  jobs: readonly { key?: unknown; managed_by?: unknown }[];
}

/** Throws a 409 that names each key of a job outside of the set. */
function checkOwners({ managed_by, jobs, adopt }: JobApply, byKey: ReadonlyMap<string | null, JobRow>): void {
  const errors = jobs.flatMap(({ key }, index) => {
    const owner = byKey.get(key)?.managed_by;
    if (owner === undefined || owner === managed_by || (owner === null && adopt)) return [];
    const detail =
      owner === null
        ? 'belongs to a job that no set manages: apply with adopt to take it over, or choose another key'
        : `belongs to a job that is managed by ${owner}: choose another key`;
    return [{ pointer: `/jobs/${index}/key`, detail }];
  });
  if (errors.length === 0) return;
  const jobsText = errors.length === 1 ? '1 key belongs to a job' : `${errors.length} keys belong to jobs`;
  throw new Problem(409, `${jobsText} outside of the set ${managed_by}; see errors.`, {
    errors: errors.slice(0, ERRORS_AT_MOST),
  });
}

function tooManyDeletions(): Problem {
  return new Problem(
    409,
    `More than ${DELETED_AT_MOST} jobs of the set are not in jobs. Delete them first with POST /jobs/bulk and the filter managed_by.`,
  );
}

function otherPlan(): Problem {
  return new Problem(
    409,
    'The plan has changed since the dry run: a job was edited, or the request differs. Plan again.',
  );
}
