// Validates requests with the schemas of their route; problems name the invalid fields.
import { type RouteConfig, z } from '@hono/zod-openapi';
import { ERRORS_AT_MOST, type FieldError, invalidFields, Problem } from './problems.ts';

type Issue = z.core.$ZodIssue;

/** The schemas of the body, path parameters and query of a route. */
export function listSchemas({ request }: RouteConfig): z.ZodType[] {
  const json = request?.body?.content['application/json'];
  const body = json && 'schema' in json ? json.schema : undefined;
  return [body, request?.params, request?.query].filter((schema) => schema instanceof z.ZodType);
}

/**
 * Makes the validator of routes parse synchronously, which takes half the time: zod uses its compiled object parsers only
 * in synchronous calls, and no schema of the contract is asynchronous.
 */
export function parseSynchronously(schema: z.ZodType): void {
  schema.safeParseAsync = (value, params) => Promise.resolve(schema.safeParse(value, params));
}

/** For every route: an invalid path is 404, an invalid header 400, a body of another type 422. */
export function refuseInvalid(
  result: { target: string } & ({ success: true } | { success: false; error: z.core.$ZodError }),
): undefined {
  if (result.success) return undefined;
  const issues: Issue[] = result.error.issues;
  switch (result.target) {
    case 'param':
      throw new Problem(404, 'The path does not exist: its ID or key is malformed.');
    case 'header':
      throw invalidParameters('header', describeParameters(issues));
    default:
      throw invalidFields(describeIssues(issues), countIssues(issues));
  }
}

/** Finds U+0000 in a query, which PostgreSQL cannot store or compare. */
export function findNul(url: string): FieldError[] {
  if (!/%00|\0/.test(url)) return [];
  const parameters = [...new URL(url).searchParams];
  const names = parameters.filter((part) => part.some((text) => text.includes('\0'))).map(([name]) => name);
  return [...new Set(names)].map((name) => ({
    pointer: name.replaceAll('\0', '\\u0000').slice(0, 100),
    detail: 'must not contain U+0000',
  }));
}

/** Number of names in `detail`; `errors` contains more of them. */
const NAMES_IN_DETAIL = 10;

/** The errors of a query or of headers. */
export function describeParameters(issues: readonly Issue[]): FieldError[] {
  return describeIssues(issues, ([name]) => String(name ?? '')).map((error) =>
    // Query and header values are text: another type means that the parameter is repeated.
    /^must be .*; it is a list/.test(error.detail) ? { ...error, detail: 'is given more than once' } : error,
  );
}

export function invalidParameters(what: string, errors: FieldError[]): Problem {
  const names = errors.slice(0, NAMES_IN_DETAIL).map(({ pointer }) => pointer.slice(0, 100));
  const rest = errors.length > names.length ? ' and others' : '';
  return new Problem(400, `Invalid ${what}: ${names.join(', ')}${rest}.`, {
    errors: errors.slice(0, ERRORS_AT_MOST),
  });
}

/** The number of errors, also of those that `describeIssues` leaves out. */
export function countIssues(issues: readonly Issue[]): number {
  return onePerPlace(issues).reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1),
    0,
  );
}

/** One issue for each place: of the wrong type, or else the last one, which is the most specific. */
function onePerPlace(issues: readonly Issue[]): Issue[] {
  const byPlace = new Map<string, Issue>();
  for (const issue of issues) {
    const place = `${issue.code === 'unrecognized_keys' ? 'keys' : ''}${toPointer(issue.path)}`;
    if (byPlace.get(place)?.code !== 'invalid_type') byPlace.set(place, issue);
  }
  return [...byPlace.values()];
}

/** Up to the limit of a problem's `errors`. */
export function describeIssues(
  issues: readonly Issue[],
  point: (path: readonly PropertyKey[]) => string = toPointer,
): { pointer: string; detail: string }[] {
  return onePerPlace(issues)
    .slice(0, ERRORS_AT_MOST)
    .flatMap((issue) => describeIssue(issue, point))
    .slice(0, ERRORS_AT_MOST);
}

/** A JSON Pointer (RFC 6901). */
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
    case 'unrecognized_keys': {
      // A line for each name (openapi/schemas/unknown-fields.ts).
      const lines = issue.message.split('\n');
      return issue.keys.slice(0, ERRORS_AT_MOST).map((key, index) => ({
        pointer: point([...issue.path, key]).slice(0, 1_000),
        detail: lines[index] ?? '',
      }));
    }
    case 'invalid_union': {
      // Reports the errors of the alternative whose type matches the value, for example not those of null.
      const inner = issue.errors.find((found) => !found.some(isOtherType)) ?? issue.errors[0];
      if (!inner) break;
      return inner.flatMap((found) =>
        describeIssue({ ...found, path: [...issue.path, ...found.path] }, point),
      );
    }
    default:
  }
  return [{ pointer: point(issue.path).slice(0, 1_000), detail: describeFault(issue).slice(0, 1_000) }];
}

const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/** Rewords the standard messages of the schema library; messages of the contract are unchanged. */
function describeFault(issue: Issue): string {
  if (!/^(Invalid|Too|Expected)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `must ${describeLimit(issue.origin, 'least', issue.minimum, issue.inclusive ?? true)}`;
    case 'too_big':
      return `must ${describeLimit(issue.origin, 'most', issue.maximum, issue.inclusive ?? true)}`;
    case 'invalid_format':
      return formatFaults[issue.format] ?? `is not a valid ${issue.format}`;
    default:
      return issue.message;
  }
}

const formatFaults: Record<string, string> = {
  datetime: 'must be an instant such as 2027-01-31T09:00:00Z',
  date: 'must be a date such as 2027-01-31',
  uuid: 'must be an ID such as 0198f0c2-7a51-7000-8000-000000000000',
  guid: 'must be an ID such as 0198f0c2-7a51-7000-8000-000000000000',
  url: 'must be a URL such as https://example.com/path',
  regex: 'has an invalid form',
};

/** `have at most 255 characters`, `be at least 1` */
function describeLimit(
  origin: string,
  side: 'least' | 'most',
  limit: number | bigint,
  isInclusive: boolean,
): string {
  const units: Record<string, string> = { string: 'character', array: 'item', set: 'item', object: 'field' };
  const unit = units[origin];
  if (unit !== undefined) return `have at ${side} ${limit} ${unit}${limit === 1 ? '' : 's'}`;
  if (isInclusive) return `be at ${side} ${limit}`;
  return `be ${side === 'least' ? 'more' : 'less'} than ${limit}`;
}
