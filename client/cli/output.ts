// Prints results: tables and facts for people, JSON for programs; texts of others cannot control the terminal.
import { HIDDEN, showHidden } from '../../src/text/hidden-characters.ts';
import type { Surroundings } from './surroundings.ts';

/** A column: its heading and the text of a row. */
export type Columns<Row> = Record<string, (row: Row) => string | number | null | undefined>;

export interface Output {
  isJson: boolean;
  line: (text: string) => void;
  /** The content of a file, unchanged. */
  file: (text: string) => void;
  /** Text for the user that is no result. */
  note: (text: string) => void;
  json: (value: unknown) => void;
  /** JSON in one line. */
  jsonLine: (value: unknown) => void;
  /** The rows as a table, or as a JSON array. */
  rows: <Row>(rows: readonly Row[], columns: Columns<Row>) => void;
  /** One result as lines `name  value`, or as a JSON object. */
  facts: (value: object, names?: readonly string[]) => void;
}

export function createOutput(
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  isJson: boolean,
): Output {
  const line = (text: string) => stdout(`${showLines(text)}\n`);
  const json = (value: unknown) => stdout(`${toJson(value, 2)}\n`);
  return {
    isJson,
    line,
    file: stdout,
    note: (text) => stderr(`${showLines(text)}\n`),
    json,
    jsonLine: (value) => stdout(`${toJson(value, 0)}\n`),
    rows: (rows, columns) => {
      if (isJson) return json(rows);
      const names = Object.keys(columns);
      const cells = rows.map((row) => names.map((name) => showHidden(String(columns[name]!(row) ?? '-'))));
      printTable([names.map((name) => name.toUpperCase()), ...cells], line);
    },
    facts: (value, names) => {
      if (isJson) return json(value);
      const entries = Object.entries(value).filter(([name]) => names === undefined || names.includes(name));
      printTable(
        entries.map(([name, item]) => [
          name,
          showHidden(typeof item === 'object' ? JSON.stringify(item) : String(item)),
        ]),
        line,
      );
    },
  };
}

/** The lines of a text, without characters that a terminal would execute or hide. */
export function showLines(text: string): string {
  return text.split('\n').map(showHidden).join('\n');
}

/** JSON in which hidden characters are escaped: the values stay the same. */
function toJson(value: unknown, spaces: number): string {
  const lines = JSON.stringify(value, null, spaces).split('\n');
  return lines.map((line) => (HIDDEN.test(line) ? escapeUnits(line) : line)).join('\n');
}

function escapeUnits(line: string): string {
  return Array.from(line, (character) =>
    HIDDEN.test(character)
      ? character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join('')
      : character,
  ).join('');
}

function printTable(rows: string[][], line: (text: string) => void): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    line(
      row
        .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]!)))
        .join('  ')
        .trimEnd(),
    );
  }
}
