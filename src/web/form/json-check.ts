// Reads JSON as it is typed and says where it is wrong, in the same words in every browser.

export interface JsonFault {
  isValid: false;
  /** Its index in the text. */
  at: number;
  line: number;
  column: number;
  problem: string;
  /** Nothing is wrong so far, but something is missing. */
  isEnd: boolean;
}

export type JsonCheck = { isValid: true; value: unknown } | JsonFault;

/** The service refuses what is nested deeper. */
const DEPTH_AT_MOST = 64;

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
    if (end < text.length) throw new Fault(end, 'nothing may follow the value');
    return { isValid: true, value: JSON.parse(text) as unknown };
  } catch (error) {
    const { at, isEnd } = error instanceof Fault ? error : { at: 0, isEnd: false };
    const before = text.slice(0, at).split('\n');
    const problem = error instanceof Error ? error.message : 'this is not JSON';
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { isValid: false, at, line: before.length, column, problem, isEnd: isEnd || at >= text.length };
  }
}

/** Each reader takes where something starts and returns where it ends. */
function readValue(text: string, at: number, depth: number): number {
  if (depth > DEPTH_AT_MOST) throw new Fault(at, `nested deeper than ${DEPTH_AT_MOST} levels`);
  const char = text[at];
  if (char === undefined) throw new Fault(at, 'the text ends where a value is expected');
  if (char === '{') return readObject(text, at, depth);
  if (char === '[') return readArray(text, at, depth);
  if (char === '"') return readString(text, at);
  if (char === "'") throw new Fault(at, 'text goes in double quotes, not single ones');
  if (/[-\d]/.test(char)) return readNumber(text, at);
  const word = /^[\p{L}\d_$]+/u.exec(text.slice(at, at + 50))?.[0];
  if (word === 'true' || word === 'false' || word === 'null') return at + word.length;
  throw new Fault(
    at,
    word ? `${word} is no JSON value; text goes in double quotes` : `${char} is not expected here`,
  );
}

function readObject(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === '}') return at + 1;
  for (;;) {
    if (text[at] === '}') throw new Fault(at, 'there is a comma too many before the }');
    if (text[at] !== '"') throw new Fault(at, 'a name in double quotes is expected');
    at = skipSpace(text, readString(text, at));
    if (text[at] !== ':') throw new Fault(at, 'a colon is missing after the name');
    at = skipSpace(text, readValue(text, skipSpace(text, at + 1), depth + 1));
    if (text[at] === '}') return at + 1;
    if (text[at] !== ',') throw new Fault(at, 'a comma or a } is missing');
    at = skipSpace(text, at + 1);
  }
}

function readArray(text: string, start: number, depth: number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === ']') return at + 1;
  for (;;) {
    if (text[at] === ']') throw new Fault(at, 'there is a comma too many before the ]');
    at = skipSpace(text, readValue(text, at, depth + 1));
    if (text[at] === ']') return at + 1;
    if (text[at] !== ',') throw new Fault(at, 'a comma or a ] is missing');
    at = skipSpace(text, at + 1);
  }
}

function readString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '"') return at + 1;
    if (char === '\n') throw new Fault(at, 'the text is not closed on its line; a line break is written \\n');
    if (char < ' ') throw new Fault(at, 'a control character is to be written as an escape, such as \\t');
    if (char !== '\\') continue;
    if (!/^\\(["\\/bfnrt]|u[\da-f]{4})/i.test(text.slice(at, at + 6)))
      throw new Fault(at, 'this is no escape of JSON');
    at++;
  }
  throw new Fault(start, 'the text that starts here is not closed', true);
}

function readNumber(text: string, start: number): number {
  // Sticky: a slice would be a copy of the rest for every number.
  const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?/iy;
  pattern.lastIndex = start;
  const source = pattern.exec(text)?.[0];
  if (source === undefined || /[\d.a-z]/i.test(text[start + source.length] ?? '')) {
    throw new Fault(start, 'this is no number of JSON');
  }
  // The page would round it before the service could refuse it.
  if (digitsOf(source) !== digitsOf(String(Number(source)))) {
    throw new Fault(start, 'this number would not arrive as written; send it as a string');
  }
  return start + source.length;
}

/** A number's significant digits and its exponent, so that `12.30e2` and `1230` are the same. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function skipSpace(text: string, at: number): number {
  let end = at;
  while (/[ \t\n\r]/.test(text[end] ?? '')) end++;
  return end;
}
