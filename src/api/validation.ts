// What the contract's schemas found wrong with a request, as problems that name the field.
import { type RouteConfig, z } from '@hono/zod-openapi';
import { invalidFields, Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** The schemas of what a route reads. */
export function listSchemas({ request }: RouteConfig): z.ZodType[] {
  const json = request?.body?.content['application/json'];
  const body = json && 'schema' in json ? json.schema : undefined;
  return [body, request?.params, request?.query].filter((schema) => schema instanceof z.ZodType);
}

/**
 * Makes the validator of routes parse without promises, which no schema of the contract needs: only then does zod run
 * the parsers of objects that it compiles, in half of the time.
 */
export function parseSynchronously(schema: z.ZodType): void {
  schema.safeParseAsync = (value, params) => Promise.resolve(schema.safeParse(value, params));
}

/** For every route: a bad path is 404, a bad query or header 400, a bad body 422. */
export function refuseInvalid(
  result: { target: string } & ({ success: true } | { success: false; error: z.core.$ZodError }),
): undefined {
  if (result.success) return undefined;
  const issues: Issue[] = result.error.issues;
  switch (result.target) {
    case 'param':
      throw new Problem(404, 'There is nothing under this path: the id is malformed.');
    case 'header':
      throw invalidParameters('header', issues);
    case 'query':
      throw invalidParameters('query parameter', issues);
    default:
      throw invalidFields(describeIssues(issues));
  }
}

/** What a caller reads at a glance; `errors` has them all. */
const NAMES_IN_DETAIL = 10;

function invalidParameters(what: string, issues: readonly Issue[]): Problem {
  const errors = describeIssues(issues, ([name]) => String(name ?? ''));
  const names = errors.slice(0, NAMES_IN_DETAIL).map(({ pointer }) => pointer.slice(0, 100));
  const rest = errors.length > names.length ? ' and others' : '';
  return new Problem(400, `The ${what} does not hold: ${names.join(', ')}${rest}.`, { errors });
}

/** At most as many as a problem may name. */
export function describeIssues(
  issues: readonly Issue[],
  point: (path: readonly PropertyKey[]) => string = toPointer,
): { pointer: string; detail: string }[] {
  return issues.flatMap((issue) => describeIssue(issue, point)).slice(0, 1_000);
}

/** RFC 6901. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function isOtherType(issue: Issue): boolean {
  return issue.path.length === 0 && (issue.code === 'invalid_type' || issue.code === 'invalid_value');
}

function describeIssue(
  issue: Issue,
  point: (path: readonly PropertyKey[]) => string,
): { pointer: string; detail: string }[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        pointer: point([...issue.path, key]).slice(0, 1_000),
        detail: 'is not known here',
      }));
    case 'invalid_union': {
      // A value or null: what is wrong with the value is what matters.
      // Of an item that may be this or that, what is said is said of the one that it resembles.
      const inner = issue.errors.find((found) => !found.some(isOtherType)) ?? issue.errors[0];
      if (!inner) break;
      return inner.flatMap((found) =>
        describeIssue({ ...found, path: [...issue.path, ...found.path] }, point),
      );
    }
    case 'invalid_type':
      if (issue.message.endsWith('received undefined'))
        return [{ pointer: point(issue.path), detail: 'is required' }];
      break;
    default:
  }
  return [{ pointer: point(issue.path).slice(0, 1_000), detail: issue.message.slice(0, 1_000) }];
}
