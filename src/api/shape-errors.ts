// Adds the errors of meaning to the errors of shape, so that a client learns of both in one response.
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { JobInput } from '../../openapi/schemas/job.ts';
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import { findItemErrors, type MeaningDeps } from './item-meaning.ts';
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
  if (method === 'PATCH') return /^\/jobs\/[^/]+$/.test(path) ? checkPatch(body, errors, deps) : [];
  const isJob = method === 'PUT' || (method === 'POST' && (path === '/jobs' || path === '/jobs/test'));
  if (isJob && path.startsWith('/jobs')) return checkMeaning(body, errors, deps);
  return method === 'POST' ? findItemErrors(path, body, errors, deps) : [];
}

/** The errors of the fields in the body, which do not depend on the stored job. */
function checkPatch(body: Record<string, unknown>, errors: FieldError[], deps: MeaningDeps): FieldError[] {
  const type = Object.entries(fieldsOfType).find(([, names]) => names.some((name) => name in body))?.[0];
  const found = checkMeaning({ ...(type && { schedule_type: type }), ...body }, errors, deps);
  return found.filter(({ pointer }) => (pointer.split('/')[1] ?? '') in body);
}

const placeholders = { name: 'job', target: 'https://example.com/', schedule_type: 'cron' };
const typeFields: readonly string[] = Object.values(fieldsOfType).flat();

/** Checks the fields that have the right shape; the others get a placeholder, whose errors are left out. */
function checkMeaning(body: Record<string, unknown>, errors: FieldError[], deps: MeaningDeps): FieldError[] {
  const invalid = new Set(errors.map(({ pointer }) => pointer.split('/')[1] ?? ''));
  const fields = Object.entries(body).filter(([name]) => !invalid.has(name) && name in JobInput.shape);
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
    return (error.errors ?? []).filter(({ pointer, detail }) => {
      const name = pointer.split('/')[1] ?? '';
      // A stored secret is unknown here, and without a schedule type no field is known to be missing.
      if (invalid.has(name) || detail.includes('no value is stored')) return false;
      return !(invalid.has('schedule_type') && typeFields.includes(name));
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
