// Adds the errors of meaning to the errors of shape, so that a client learns of both in one response.
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { JobInput } from '../../openapi/schemas/job.ts';
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import {
  findItemErrors,
  findPatchErrors,
  type MeaningDeps,
  replaceInvalid,
  withoutKnown,
} from './item-meaning.ts';
import { parseJobInput } from './job-input.ts';
import { type FieldError, invalidFields, Problem } from './problems.ts';
import { countIssues, describeIssues, refuseInvalid } from './validation.ts';

type Result = { target: string } & (
  | { success: true }
  | { success: false; error: z.core.$ZodError; data?: unknown }
);

/** The hook of every route: throws a problem for an invalid request. */
export function createRefusal(deps: MeaningDeps) {
  return (result: Result, c: Context): undefined => {
    if (!result.success && result.target === 'json') {
      const errors = describeIssues(result.error.issues);
      const more = findMeaningErrors(c.req.method, c.req.path, result.data, errors, deps);
      throw invalidFields([...errors, ...more], countIssues(result.error.issues) + more.length);
    }
    return refuseInvalid(result);
  };
}

/** Paths to which the fields of a job are posted. */
const jobPaths = ['/jobs', '/jobs/test', '/schedules/preview'];

function findMeaningErrors(
  method: string,
  path: string,
  body: unknown,
  errors: FieldError[],
  deps: MeaningDeps,
): FieldError[] {
  if (!isObject(body)) return [];
  if (method === 'POST' && (path === '/jobs/batch' || path === '/jobs/apply')) {
    const jobs = Array.isArray(body['jobs']) ? body['jobs'].slice(0, 1_000) : [];
    return jobs.flatMap((job: unknown, index) => {
      const start = `/jobs/${index}`;
      const own = errors
        .filter(({ pointer }) => pointer.startsWith(`${start}/`))
        .map((error) => ({ ...error, pointer: error.pointer.slice(start.length) }));
      const found = isObject(job) ? checkMeaning(job, own, deps) : [];
      return found.map((error) => ({ ...error, pointer: start + error.pointer }));
    });
  }
  if (method === 'PATCH') {
    const [, kind] = /^(\/[^/]+)\/[^/]+$/.exec(path) ?? [];
    return kind === '/jobs'
      ? checkPatch(body, errors, deps)
      : findPatchErrors(kind ?? '', body, errors, deps);
  }
  if (method === 'PUT' ? path.startsWith('/jobs/') : jobPaths.includes(path))
    return checkMeaning(body, errors, deps);
  return findItemErrors(path.replace(/^\/jobs\/[^/]+\//, '/jobs/{id}/'), body, errors, deps);
}

/** The errors of the fields in the body, which do not depend on the stored job. */
function checkPatch(body: Record<string, unknown>, errors: FieldError[], deps: MeaningDeps): FieldError[] {
  const type = Object.entries(fieldsOfType).find(([, names]) => names.some((name) => name in body))?.[0];
  const found = checkMeaning({ ...(type && { schedule_type: type }), ...body }, errors, deps);
  return found.filter(({ pointer }) => (pointer.split('/')[1] ?? '') in body);
}

const placeholders = { name: 'job', target: 'https://example.com/', schedule_type: 'cron' };
/** Valid values of the required parts of fields. */
const parts = { on_finish: { url: 'https://example.com/', when: 'always' } };
const typeFields: readonly string[] = Object.values(fieldsOfType).flat();

/** Checks the fields that have the right shape; the others get a placeholder, whose errors are left out. */
function checkMeaning(body: Record<string, unknown>, errors: FieldError[], deps: MeaningDeps): FieldError[] {
  const repaired = replaceInvalid(body, errors, parts);
  const fields = Object.entries(repaired).filter(([name]) => name in JobInput.shape);
  const parsed = JobInput.safeParse({ ...placeholders, ...Object.fromEntries(fields) });
  if (!parsed.success) return [];
  const now = Temporal.Now.instant();
  try {
    const canEncrypt = deps.keyring.canEncrypt;
    const context = { policy: deps.policy, canEncrypt, now, createdAt: now, stored: undefined };
    // Credentials are not read here.
    parseJobInput({ ...parsed.data, credential: null }, { ...context, credentials: new Map() });
    return [];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const hasType = !errors.some(({ pointer }) => pointer === '/schedule_type');
    return withoutKnown(error.errors ?? [], errors).filter(
      ({ pointer, detail }) =>
        // A stored secret is unknown here, and without a schedule type no field is known to be missing.
        !detail.includes('no value is stored') && (hasType || !typeFields.includes(pointer.slice(1))),
    );
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
