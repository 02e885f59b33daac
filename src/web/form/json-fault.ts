// Finds the first error of a JSON text, with its position and its cause.
import { printParseErrorCode, visit } from 'jsonc-parser';
import { isExact } from '../../text/exact-number.ts';

export interface JsonFault {
  /** Index in the text. */
  at: number;
  line: number;
  column: number;
  problem: string;
  /** Whether the text is valid so far but incomplete. */
  isEnd: boolean;
}

/** The API rejects deeper nesting. */
const MAX_DEPTH = 64;
/** Length limit of a quoted part of the text, in characters. */
const MAX_WORD_LENGTH = 40;

/** By the codes of jsonc-parser. */
const problems: Record<string, string> = {
  InvalidNumberFormat: 'not a JSON number',
  UnexpectedEndOfNumber: 'not a JSON number',
  PropertyNameExpected: 'expected a property name in double quotes',
  ValueExpected: 'a value is missing',
  ColonExpected: 'missing colon after the property name',
  CommaExpected: 'missing comma or closing bracket',
  CloseBraceExpected: 'missing comma or }',
  CloseBracketExpected: 'missing comma or ]',
  EndOfFileExpected: 'unexpected text after the value',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfComment: 'JSON has no comments',
  UnexpectedEndOfString: 'this string has no closing quote; write a line break as \\n',
  InvalidUnicode: 'not a JSON escape',
  InvalidEscapeCharacter: 'not a JSON escape',
  InvalidCharacter: 'write control characters as escapes, such as \\t',
};

/** Returns null for valid JSON that the API accepts. */
export function findJsonFault(text: string): JsonFault | null {
  const faults: JsonFault[] = [];
  let depth = 0;
  const add = (problem: string, at: number, line: number, column: number, isEnd = false) =>
    faults.push({ at, line: line + 1, column: column + 1, problem, isEnd });
  const enter = (at: number, _length: number, line: number, column: number) => {
    if (++depth > MAX_DEPTH + 1) add(`nested deeper than ${MAX_DEPTH} levels`, at, line, column);
  };
  const leave = () => {
    depth--;
  };
  const visitor = {
    onObjectBegin: enter,
    onArrayBegin: enter,
    onObjectEnd: leave,
    onArrayEnd: leave,
    onLiteralValue: (value: unknown, at: number, length: number, line: number, column: number) => {
      // The browser would round the number before the API could reject it.
      if (typeof value === 'number' && !isExact(text.slice(at, at + length), value))
        add('this number would lose digits; send it as a string', at, line, column);
    },
    onError: (code: number, at: number, length: number, line: number, column: number) => {
      const name = printParseErrorCode(code);
      const isEnd = at >= text.length || (name === 'UnexpectedEndOfString' && at + length >= text.length);
      add(describe(name, text, at, length), at, line, column, isEnd);
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
  } catch (error) {
    // Thousands of levels exhaust the stack of the parser.
    if (!(error instanceof RangeError) || faults.length === 0) throw error;
  }
  return faults[0] ?? null;
}

function describe(name: string, text: string, at: number, length: number): string {
  const word = text.slice(at, at + Math.min(length, MAX_WORD_LENGTH));
  if ((word === '}' || word === ']') && text.slice(0, at).trimEnd().endsWith(','))
    return `extra comma before ${word}`;
  if (name !== 'InvalidSymbol') return problems[name] ?? 'this is not valid JSON';
  return word.startsWith("'")
    ? 'use double quotes instead of single quotes'
    : `${word} is not a JSON value; put text in double quotes`;
}
