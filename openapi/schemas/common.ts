// Schemas that several resources share: IDs, instants, pages, headers.
import { z } from '@hono/zod-openapi';
import { HIDDEN } from '../../src/text/hidden-characters.ts';
import { adviseInstant } from '../../src/text/loose-instant.ts';
import './messages.ts';

export const Id = z
  .uuid()
  .openapi({ description: 'A UUID (version 7).', example: '0198f0c2-7a51-7000-8000-000000000000' });

/** A query parameter: up to 100 IDs, separated by commas. */
export const idList = (description: string, example: string) =>
  z
    .string()
    .max(10_000)
    .transform((ids) => ids.split(','))
    .pipe(z.array(Id).min(1).max(100))
    .openapi({
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      minItems: 1,
      maxItems: 100,
      description,
      example: [example],
      param: { style: 'form', explode: false },
    });

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:[0-5]\d(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;
const earliest = Temporal.Instant.from('1970-01-01T00:00:00Z');
const latest = Temporal.Instant.from('9999-12-31T23:59:59.999Z');

function isInstant(text: string): boolean {
  if (!rfc3339.test(text)) return false;
  try {
    const instant = Temporal.Instant.from(text);
    return Temporal.Instant.compare(instant, earliest) >= 0 && Temporal.Instant.compare(instant, latest) <= 0;
  } catch {
    return false; // February 30, hour 25, offset +99:00
  }
}

const notAnInstant =
  'must be an RFC 3339 date and time with an offset, such as 2027-01-31T09:00:00Z, from 1970 to 9999';

/** Also says what to write in place of a date and time in another form. */
function describeInstantFault({ input }: { input?: unknown }): string | undefined {
  if (typeof input !== 'string' && typeof input !== 'number') return undefined;
  const advice = adviseInstant(String(input));
  const written = /"([^"]+)"/.exec(advice ?? '')?.[1];
  if (written !== undefined && !isInstant(written)) return notAnInstant;
  return advice === undefined ? notAnInstant : `${notAnInstant}; ${advice}`;
}

/** An instant from 1970 to 9999. Requests: RFC 3339 with any offset. Responses: UTC with milliseconds. */
export const Instant = z
  .string({ error: describeInstantFault })
  .max(40, { error: describeInstantFault, abort: true })
  .refine(isInstant, { error: describeInstantFault })
  .openapi({ format: 'date-time', example: '2027-01-31T09:00:00.000Z' });

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}

const notADay = 'must be a date such as 2027-12-24';

/** A calendar day, `2027-12-24`. The message says what else is possible. */
export function dayOr(message: string) {
  return z
    .string()
    .max(10, { error: message, abort: true })
    .refine(isDay, message)
    .openapi({ format: 'date', example: '2027-12-24' });
}

export const Day = dayOr(notADay);

/** Text with a maximum length in code points, as PostgreSQL and JSON Schema count. */
export function text(maxCharacters: number) {
  return z
    .string()
    .refine((value) => value.length <= maxCharacters || [...value].length <= maxCharacters, {
      message: `must have at most ${maxCharacters} characters`,
    })
    .openapi({ maxLength: maxCharacters });
}

/** Text of one line that shows all its characters. */
export function label(maxCharacters: number) {
  return text(maxCharacters).refine((value) => !HIDDEN.test(value), {
    error: ({ input }) =>
      `must have no control or invisible character: remove U+${codeOf(HIDDEN.exec(String(input))?.[0])}`,
  });
}

function codeOf(character = ''): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

/** A schema or null. Uses `z.union`: `.nullable()` on a registered schema corrupts the generated document. */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

export const IdParams = z.object({ id: Id });

/** The page size. Query parameters are strings: `limit=` and `limit=1e1` are refused. */
export const Limit = z
  .string()
  .regex(/^[0-9]{1,3}$/, 'must be a whole number from 1 to 200')
  .transform(Number)
  .pipe(z.int().min(1).max(200))
  .optional()
  .openapi({
    type: 'integer',
    minimum: 1,
    maximum: 200,
    default: 50,
    description: 'Maximum number of items per page.',
  });

/** A boolean query parameter. */
export const Flag = z
  .string()
  .regex(/^(true|false)$/, 'must be true or false')
  .transform((flag) => flag === 'true')
  .optional()
  .openapi({ type: 'boolean', example: true });

export const Cursor = z.string().max(2000).optional().openapi({
  description: 'The start of the page: `next_cursor` of the previous page.',
  example: 'WyJpZCIsIjAxOThmMGMyLTdhNTEtNzAwMC04MDAwLTAwMDAwMDAwMDAwMCIsbnVsbF0',
});

export function page<T extends z.ZodType>(item: T, example: object) {
  return z
    .strictObject({
      data: z.array(item).max(200),
      next_cursor: orNull(z.string().max(2000)).openapi({ description: 'Null on the last page.' }),
    })
    .openapi({ example: { data: [example], next_cursor: null } });
}

/** Headers of a response that is a page. */
export const pageHeaders = z.object({
  link: z.string().max(4000).optional().openapi({
    description: 'The link to the next page with `rel="next"` (RFC 8288). Omitted on the last page.',
    example: '</jobs?limit=50&cursor=WyJpZCJd>; rel="next"',
  }),
});

const location = z.string().max(400).openapi({
  description: 'The path of the created resource.',
  example: '/jobs/0198f0c2-7a51-7000-8000-000000000000',
});
const etag = z.string().max(50).openapi({
  description: 'The version of the job definition, for use in `If-Match`.',
  example: '"3"',
});
const replayed = {
  'idempotent-replayed': z.literal('true').optional().openapi({
    description:
      'Present if an earlier request with the same `Idempotency-Key` did the work. This response repeats the first one.',
  }),
};

export const locationHeaders = z.object({ location, ...replayed });
export const createdJobHeaders = z.object({ location, etag, ...replayed });
export const jobHeaders = z.object({ etag });
export const changedJobHeaders = z.object({ etag, ...replayed });
export const replayHeaders = z.object(replayed);

/** Request headers of an idempotent POST. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .openapi({
      description:
        'An idempotency key: 1 to 255 visible ASCII characters. A repeated request with the same key and body within 24 hours returns the first response and does nothing.',
      minLength: 1,
      maxLength: 255,
      example: 'invoice-2027-01',
    }),
});

/** Request headers of a conditional write (optimistic concurrency control). */
export const ifMatchHeaders = z.object({
  'if-match': z.string().max(1000).optional().openapi({
    description:
      'The `ETag` of the job as last read. If the job has changed since, the service responds with 412 and changes nothing.',
    example: '"3"',
  }),
});

/** The content declaration of a JSON body with this schema. */
export function json<T extends z.ZodType>(schema: T) {
  return { 'application/json': { schema } };
}
