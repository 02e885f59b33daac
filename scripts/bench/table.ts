// Aligned tables on standard output: the first column to the left, figures to the right.

export function formatTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = cells[column] ?? '';
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [title, line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  );
}

/** Microseconds with three figures that count. */
export function formatMicroseconds(us: number | undefined): string {
  if (us === undefined) return '–';
  if (us >= 100) return us.toFixed(0);
  return us.toPrecision(3);
}

export function formatRatio(ratio: number | undefined): string {
  if (ratio === undefined) return '';
  return `× ${ratio >= 100 ? ratio.toFixed(0) : ratio.toPrecision(2)}`;
}
