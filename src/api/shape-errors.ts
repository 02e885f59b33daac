// Adds the errors of meaning to the errors of shape, so that a client learns of both in one response.
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { databaseNow } from '../store/open.ts';
import type { ApiDeps, ApiEnv } from './handlers.ts';
import { findersOfRoutes } from './meaning.ts';
import { readPeriod } from './occurrences.ts';
import { readPage } from './pages.ts';
import { ERRORS_AT_MOST, type FieldError, invalidFields, Problem } from './problems.ts';
import { matchRoutes } from './refusals.ts';
import { type Fields, isObject, replaceInvalid, withoutKnown } from './repair.ts';
import {
  countIssues,
  describeIssues,
  describeParameters,
  findNul,
  invalidParameters,
  refuseInvalid,
} from './validation.ts';

type Result = { target: string; data?: unknown } & (
  | { success: true }
  | { success: false; error: z.core.$ZodError }
);

/** The hook of every route: throws a problem for an invalid request. */
export function createRefusal(deps: ApiDeps) {
  return async (result: Result, c: Context<ApiEnv>): Promise<undefined> => {
    const issues = result.success ? [] : result.error.issues;
    if (result.target === 'json') {
      const unstorable = c.get('unstorable') ?? [];
      if (result.success && unstorable.length === 0) return;
      const shape = describeIssues(issues);
      const others = withoutKnown(shape, unstorable);
      const known = [...unstorable, ...others];
      const more = known.length < ERRORS_AT_MOST ? await findBodyErrors(deps, c, result.data, known) : [];
      const repeated = shape.length - others.length;
      const count = unstorable.length + countIssues(issues) - repeated + more.length;
      throw invalidFields([...known, ...more], count);
    }
    if (result.target === 'query') {
      const nul = findNul(c.req.url);
      const known = [...nul, ...withoutKnown(describeParameters(issues), nul)];
      if (known.length === 0) return;
      throw invalidParameters('query parameter', [
        ...known,
        ...(await findQueryErrors(deps, c.req.path, result.data as Fields, known)),
      ]);
    }
    return refuseInvalid(result);
  };
}

async function findBodyErrors(
  deps: ApiDeps,
  c: Context<ApiEnv>,
  body: unknown,
  known: FieldError[],
): Promise<FieldError[]> {
  const { method, path } = c.req;
  const route = matchRoutes(path).find((matched) => matched.method === method);
  const find = findersOfRoutes[`${method} ${route?.path}`];
  if (find === undefined || !isObject(body)) return [];
  const param = (name: string) => c.req.param(name) ?? '';
  return withoutKnown(await errorsOf(() => find({ body, known, param, deps })), known);
}

/** Checks the parameters of the right shape, like the route would. */
async function findQueryErrors(
  { reading }: ApiDeps,
  path: string,
  query: Fields,
  known: FieldError[],
): Promise<FieldError[]> {
  const isKnown = (name: string) => known.some(({ pointer }) => pointer === name);
  const { cursor, sort, from, to } = replaceInvalid(
    query,
    known.map((error) => ({ ...error, pointer: `/${error.pointer}` })),
  ) as Record<string, string | undefined>;
  if (path === '/occurrences') {
    const now = await databaseNow(reading);
    // Without a start, only an end in the past is invalid in any case.
    const isOpen = isKnown('from') && to !== undefined && Temporal.Instant.compare(to, now) > 0;
    return isOpen ? [] : await errorsOf(() => void readPeriod({ from, to }, now));
  }
  if (cursor === undefined || isKnown('sort')) return [];
  return await errorsOf(
    () => void readPage({ cursor }, path === '/jobs' ? (sort ?? '-created_at') : undefined),
  );
}

/** The errors that the work returns, or throws as a problem. */
async function errorsOf(work: () => FieldError[] | void | Promise<FieldError[]>): Promise<FieldError[]> {
  try {
    return (await work()) ?? [];
  } catch (error) {
    if (error instanceof Problem) return error.errors ?? [];
    throw error;
  }
}
