// Prints results: tables and facts for people, JSON for programs.
import type { Surroundings } from './surroundings.ts';

/** A column: its heading and the text of a row. */
export type Columns<Row> = Record<string, (row: Row) => string | number | null | undefined>;

export interface Output {
  isJson: boolean;
  line: (text: string) => void;
  /** Text for the user that is no result. */
  note: (text: string) => void;
  json: (value: unknown) => void;
  /** The rows as a table, or as a JSON array. */
  rows: <Row>(rows: readonly Row[], columns: Columns<Row>) => void;
  /** One result as lines `name  value`, or as a JSON object. */
  facts: (value: object, names?: readonly string[]) => void;
}

export function createOutput(
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  isJson: boolean,
): Output {
  const line = (text: string) => stdout(`${text}\n`);
  const json = (value: unknown) => line(JSON.stringify(value, null, 2));
  return {
    isJson,
    line,
    note: (text) => stderr(`${text}\n`),
    json,
    rows: (rows, columns) => {
      if (isJson) return json(rows);
      const names = Object.keys(columns);
      const cells = rows.map((row) => names.map((name) => String(columns[name]!(row) ?? '-')));
      printTable([names.map((name) => name.toUpperCase()), ...cells], line);
    },
    facts: (value, names) => {
      if (isJson) return json(value);
      const entries = Object.entries(value).filter(([name]) => names === undefined || names.includes(name));
      printTable(
        entries.map(([name, item]) => [name, typeof item === 'object' ? JSON.stringify(item) : String(item)]),
        line,
      );
    },
  };
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
