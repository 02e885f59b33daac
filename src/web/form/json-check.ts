// Checks JSON and reports the position and cause of the first error, the same in every browser.
import { isExact } from '../../text/exact-number.ts';

export interface JsonFault {
  isValid: false;
  /** Index in the text. */
  at: number;
  line: number;
  column: number;
  problem: string;
  /** Whether the text is valid so far but incomplete. */
  isEnd: boolean;
}

export type JsonCheck = { isValid: true; value: unknown } | JsonFault;

/** The API rejects deeper nesting. */
const MAX_DEPTH = 64;

class Fault extends Error {
  readonly at: number;
  readonly isEnd: boolean;

  constructor(at: number, problem: string, isEnd = false) {
    super(problem);
    this.at = at;
    this.isEnd = isEnd;
  }
}

export function checkJson(text: string): JsonCheck {
  try {
    const end = skipSpace(text, readValue(text, skipSpace(text, 0), 0));
    if (end < text.length) throw new Fault(end, 'unexpected text after the value');
    return { isValid: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const { at, isEnd } = error instanceof Fault ? error : { at: 0, isEnd: false };
    const before = text.slice(0, at).split('\n');
    const problem = error instanceof Error ? error.message : 'invalid JSON';
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { isValid: false, at, line: before.length, column, problem, isEnd: isEnd || at >= text.length };
  }
}

/** Each read function takes the start index of a value and returns its end index. */
function readValue(text: string, at: number, depth: number): number {
  if (depth > MAX_DEPTH) throw new Fault(at, `nested deeper than ${MAX_DEPTH} levels`);
  const char = text[at];
  if (char === undefined) throw new Fault(at, 'a value is missing at the end');
  if (char === '{') return readObject(text, at, depth);
  if (char === '[') return readArray(text, at, depth);
  if (char === '"') return readString(text, at);
  if (char === "'") throw new Fault(at, 'use double quotes instead of single quotes');
  if (/[-\d]/.test(char)) return readNumber(text, at);
  const word = /^[\p{L}\d_$]+/u.exec(text.slice(at, at + 50))?.[0];
  if (word === 'true' || word === 'false' || word === 'null') return at + word.length;
  throw new Fault(at, word ? `${word} is not a JSON value; put text in double quotes` : `unexpected ${char}`);
}

function readObject(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] === '}') throw new Fault(at, 'extra comma before }');
    if (text[at] !== '"') throw new Fault(at, 'expected a property name in double quotes');
    at = skipSpace(text, readString(text, at));
    if (text[at] !== ':') throw new Fault(at, 'missing colon after the property name');
    at = skipSpace(text, readValue(text, skipSpace(text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw new Fault(at, 'missing comma or }');
    at = skipSpace(text, at + 1);
  }
}

function readArray(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    if (text[at] === ']') throw new Fault(at, 'extra comma before ]');
    at = skipSpace(text, readValue(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw new Fault(at, 'missing comma or ]');
    at = skipSpace(text, at + 1);
  }
}

function readString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at + 1;
    if (char === '\n')
      throw new Fault(at, 'the string has no closing quote on this line; write a line break as \\n');
    if (char < ' ') throw new Fault(at, 'write control characters as escapes, such as \\t');
    if (char !== '\\') continue;
    if (!/^\\(["\\/bfnrt]|u[\da-f]{4})/i.test(text.slice(at, at + 6)))
      throw new Fault(at, 'not a JSON escape');
    at++;
  }
  throw new Fault(start, 'this string has no closing quote', true);
}

function readNumber(text: string, start: number): number {
  // A sticky pattern avoids copying the rest of the text for every number.
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?/iy;
  pattern.lastIndex = start;
  const source = pattern.exec(text)?.[0];
  if (source === undefined || /[\d.a-z]/i.test(text[start + source.length] ?? '')) {
    throw new Fault(start, 'not a JSON number');
  }
  // The browser would round the number before the API could reject it.
  if (!isExact(source, Number(source))) {
    throw new Fault(start, 'this number would lose digits; send it as a string');
  }
  return start + source.length;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (/[ \t\n\r]/.test(text[end] ?? '')) end++;
  return end;
}
