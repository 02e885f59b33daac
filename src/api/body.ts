// Parses request bodies within limits, and refuses values that could not be stored unchanged.
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isExact } from '../text/exact-number.ts';
import { type FieldError, invalidFields, Problem } from './problems.ts';
import { toPointer } from './validation.ts';

const KIBIBYTE = 1024;
const DEPTH_AT_MOST = 64;
/** Numbers in another notation than JavaScript's, whose digits are compared one by one. */
const UNUSUAL_NUMBERS = 100_000;
/** The search for values that cannot be stored ends after this number. */
const COUNTED_ERRORS = 1_000;

/** Limits of bodies in KiB, by path; a batch holds many jobs, and the rest of the routes little text. */
const KIB_BY_PATH: Record<string, number> = {
  '/session': 4,
  '/pause': 64,
  '/schedules/preview': 256,
  '/jobs/batch': 16 * KIBIBYTE,
  '/jobs/apply': 16 * KIBIBYTE,
};
const KIB_ELSEWHERE = KIBIBYTE;

function limit(kibibytes: number): MiddlewareHandler {
  const size = kibibytes < KIBIBYTE ? `${kibibytes} KiB` : `${kibibytes / KIBIBYTE} MiB`;
  return bodyLimit({
    maxSize: kibibytes * KIBIBYTE,
    onError: () => {
      // The rest of the body stays unread, so the connection cannot be reused.
      const headers = { connection: 'close' };
      throw new Problem(413, `The body is larger than the limit of ${size}.`, { headers });
    },
  });
}

const limits = new Map(
  [...new Set([...Object.values(KIB_BY_PATH), KIB_ELSEWHERE])].map((size) => [size, limit(size)]),
);

export const limitBody: MiddlewareHandler = async (c, next) => {
  // Node enforces content-length; without content-length and transfer-encoding there is no body.
  const length = c.req.header('content-length');
  const isChunked = c.req.header('transfer-encoding') !== undefined;
  const size = KIB_BY_PATH[c.req.path] ?? KIB_ELSEWHERE;
  if (!isChunked && Number(length ?? 0) <= size * KIBIBYTE) return await next();
  let hasArrived = false;
  return await limits.get(size)!(c, () => {
    hasArrived = true;
    return next();
  }).catch((error: unknown) => {
    throw hasArrived || error instanceof Problem ? error : incomplete();
  });
};

/** Parses JSON bodies; the route's schema checks content type and shape afterwards. */
export const checkBody: MiddlewareHandler = async (c, next) => {
  if (c.req.header('content-encoding') !== undefined) {
    throw new Problem(415, 'The body must not be compressed: send it without content-encoding.');
  }
  if (/^application\/([^;\s]+\+)?json\b/i.test(c.req.header('content-type') ?? '')) {
    const bytes = await c.req.arrayBuffer().catch(() => {
      throw incomplete();
    });
    if (bytes.byteLength > 0) {
      const { value, errors } = parseJson(decode(bytes));
      // Reported together with the errors of the schema.
      c.set('unstorable', errors);
      // Parsed once: Hono would parse the text again for each reader.
      c.req.json = <T>() => Promise.resolve(value as T);
    }
  }
  await next();
};

/** The client closed the connection, or sent malformed chunks: neither is a fault of the service. */
function incomplete(): Problem {
  return new Problem(400, 'The connection ended before the body was complete.', {
    headers: { connection: 'close' },
  });
}

function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(400, 'The body is not valid UTF-8.');
  }
}

/** Detects numbers with many digits or an exponent, which need the slower exact parsing. */
const MAYBE_INEXACT = /(?:^|[\s:,[])-?(?:[\d.]{16}|[\d.]+[eE])/;

/**
 * Returns the value, and the errors of parts that PostgreSQL or JavaScript cannot represent. Throws 400 for malformed
 * JSON, and 422 if the body as a whole cannot be read.
 */
export function parseJson(text: string): { value: unknown; errors: FieldError[] } {
  const mayBeInexact = MAYBE_INEXACT.test(text);
  // A reviver recurses and large bodies can exhaust the parser's stack, so their depth is checked before parsing.
  const isCheckedBefore = mayBeInexact || text.length > KIBIBYTE * KIBIBYTE;
  if (isCheckedBefore && nestingOf(text) > DEPTH_AT_MOST) throw tooDeep();
  const inexact = new Map<object, Set<string>>();
  const errors: FieldError[] = [];
  /** The current path of `walk`, updated in place because copying is slow. */
  const path: string[] = [];
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, describeSyntaxError(text));
  }
  const source = mayBeInexact ? findInexactNumber(text) : undefined;
  // A reviver finds the places, but takes a microsecond or more for each value of the text.
  if (source !== undefined && text.length > KIBIBYTE * KIBIBYTE) throw inexactNumber(source);
  if (source !== undefined) value = JSON.parse(text, markInexact);
  if (!isCheckedBefore && isDeeper(value, DEPTH_AT_MOST)) throw tooDeep();
  // Valid UTF-8 text contains the characters that `walk` refuses only as escapes.
  if (mayBeInexact || text.includes('\\u')) walk(value, undefined);
  return { value, errors };

  function markInexact(this: object, key: string, value: unknown, context?: { source?: string }): unknown {
    if (typeof value === 'number' && context?.source !== undefined && !isExact(context.source, value)) {
      inexact.set(this, (inexact.get(this) ?? new Set()).add(key));
    }
    return value;
  }

  function walk(value: unknown, holder: object | undefined): void {
    if (errors.length >= COUNTED_ERRORS) return;
    if (typeof value === 'string') checkText(value);
    else if (typeof value === 'number') {
      if (holder && inexact.get(holder)?.has(path.at(-1)!)) {
        errors.push({
          pointer: toPointer(path),
          detail: 'is a number that JSON parsers would change: send it as a string',
        });
      }
    } else if (typeof value === 'object' && value !== null) {
      const isArray = Array.isArray(value);
      for (const [key, item] of Object.entries(value)) {
        path.push(key);
        if (!isArray) checkText(key);
        walk(item, value);
        path.pop();
      }
    }
  }

  function checkText(text: string): void {
    const pointer = () => toPointer(path).toWellFormed().replaceAll('\0', '\\u0000').slice(0, 1_000);
    if (text.includes('\0')) errors.push({ pointer: pointer(), detail: 'must not contain U+0000' });
    else if (!text.isWellFormed())
      errors.push({ pointer: pointer(), detail: 'must not contain a lone surrogate' });
  }
}

/** Says where the fault is, and which form of JSON the text has instead. Shows nothing of the text. */
function describeSyntaxError(text: string): string {
  const advice =
    (/^\s*$/.test(text) && 'it is empty') ||
    (/^\s*[\w-]+\s*:/.test(text) && 'write an object in braces, with names in double quotes') ||
    (/^\s*[\w.-]+=/.test(text) &&
      'it looks like a form: send an object with content-type: application/json') ||
    (/[{,]\s*'/.test(text) && 'write names and strings in double quotes') ||
    (/[{,]\s*[a-z_]\w*\s*:/i.test(text) && 'write names in double quotes') ||
    (/,\s*[}\]]/.test(text) && 'remove the comma after the last item') ||
    (/(?:^|[\s,{[])(?:\/\/|\/\*)/.test(text) && 'remove comments') ||
    (/[:[,]\s*(?:NaN|-?Infinity|undefined|None|True|False)\b/.test(text) &&
      'values are strings, numbers, objects, lists, true, false and null') ||
    'check its quotation marks, commas and brackets';
  return `The body is not valid JSON: ${advice}.`;
}

function inexactNumber(source: string): Problem {
  const detail = `has the number ${source.slice(0, 40)}, which JSON parsers would change: send it as a string`;
  return invalidFields([{ pointer: '', detail }]);
}

/** Finds a number of valid JSON that JavaScript would change, in one pass over the text. */
function findInexactNumber(text: string): string | undefined {
  let unusual = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++;
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const start = at;
      while ('+-.0123456789Ee'.includes(text[at + 1] ?? ' ')) at++;
      const source = text.slice(start, at + 1);
      if (source.length < 16 && !/e/i.test(source)) continue;
      const value = Number(source);
      if (String(value) === source) continue;
      if (++unusual > UNUSUAL_NUMBERS) throw tooManyUnusual();
      if (!isExact(source, value)) return source;
    }
  }
  return undefined;
}

function tooManyUnusual(): Problem {
  const detail = `has more than ${UNUSUAL_NUMBERS} numbers in a notation such as 1e0 or 1.0000000000000000: write 1, or send them as strings`;
  return invalidFields([{ pointer: '', detail }]);
}

function tooDeep(): Problem {
  return invalidFields([{ pointer: '', detail: `is nested deeper than ${DEPTH_AT_MOST} levels` }]);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const items: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => isDeeper(item, levels - 1));
}

/** The nesting depth of arrays and objects, computed without recursion. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i++;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (char === 0x5d || char === 0x7d) depth--;
  }
  return deepest;
}
