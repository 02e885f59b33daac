// Draws a bar chart as SVG, for docs/benchmarks.md.

export interface BarChart {
  /** The file's name in docs/benchmarks/, without its ending. */
  file: string;
  title: string;
  unit: string;
  bars: { name: string; value: number; isOurs: boolean }[];
}

const WIDTH = 760;
const NAMES = 230;
const BAR = 22;
const GAP = 10;
const TOP = 54;

/** Colors that read on a white and on a dark page. */
export function drawChart({ title, unit, bars }: BarChart): string {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const height = TOP + bars.length * (BAR + GAP) + GAP;
  const room = WIDTH - NAMES - 90;
  const rows = bars.map(({ name, value, isOurs }, index) => {
    const y = TOP + index * (BAR + GAP);
    const width = Math.max(1, (value / most) * room);
    const weight = isOurs ? ' font-weight="600"' : '';
    return [
      `<text x="${NAMES - 10}" y="${y + 15}" text-anchor="end"${weight}>${escape(name)}</text>`,
      `<rect x="${NAMES}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" rx="3" fill="${isOurs ? '#2563eb' : '#94a3b8'}"/>`,
      `<text x="${(NAMES + width + 8).toFixed(1)}" y="${y + 15}"${weight}>${Math.round(value).toLocaleString('en').replaceAll(',', ' ')}</text>`,
    ].join('\n');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#64748b">`,
    `<title>${escape(title)}</title>`,
    `<text x="10" y="22" font-size="15" font-weight="600">${escape(title)}</text>`,
    `<text x="10" y="41">${escape(unit)}</text>`,
    ...rows,
    '</svg>',
    '',
  ].join('\n');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
