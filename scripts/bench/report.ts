// A benchmark's report: tables, promises kept or broken, and charts; as text or as JSON.
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import type { BarChart } from './chart.ts';
import type { Knobs } from './knobs.ts';
import { median } from './measure.ts';
import { formatTable } from './table.ts';

/** Processes that ran or waited for a core in the last minute; what else the machine does moves every figure. */
const readLoad = () => Number(loadavg()[0]!.toFixed(2));
const loadAtStart = readLoad();

/** What a benchmark is given. */
export interface Context {
  knobs: Knobs;
  isQuick: boolean;
  /** Progress for a person, on standard error. */
  report: (line: string) => void;
}

export interface Table {
  title: string;
  head: string[];
  rows: string[][];
}

export interface Promised {
  about: string;
  measured: number;
  limit: number;
  /** Whether the limit is the most or the least that is allowed. */
  bound: 'at most' | 'at least';
  unit: string;
}

export interface Report {
  title: string;
  /** What was measured, on what, how. */
  notes: string[];
  tables: Table[];
  promises: Promised[];
  charts?: BarChart[];
  /** Every figure, for --json. */
  figures: unknown;
}

export function isKept({ measured, limit, bound }: Promised): boolean {
  return bound === 'at most' ? measured <= limit : measured >= limit;
}

export function describeMachine(): Record<string, string | number> {
  return {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
    memory_gb: Math.round(totalmem() / 2 ** 30),
    load_at_start: loadAtStart,
    load_at_end: readLoad(),
    kernel: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
  };
}

export function formatReport({ title, notes, tables, promises }: Report): string {
  const machine = describeMachine();
  const lines = promises.map((promise) => {
    const { about, measured, limit, bound, unit } = promise;
    const verdict = isKept(promise) ? 'kept' : 'BROKEN';
    return `  ${about}: ${format(measured)} ${unit}, ${bound} ${format(limit)} – ${verdict}${limit === 0 ? '' : ` (× ${format(measured / limit)})`}`;
  });
  return [
    title,
    Object.entries(machine)
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    notes.join('\n'),
    ...tables.map((table) => formatTable(table.title, table.head, table.rows)),
    ['Promises', ...lines].join('\n'),
  ].join('\n\n');
}

/** Three figures that count. */
export function format(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value))
    return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toPrecision(size >= 1 ? 3 : 2);
}

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return values.length === 0
    ? { median: Number.NaN, min: Number.NaN, max: Number.NaN }
    : { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The median and, of several rounds, the smallest and the largest. */
export function formatSpread(values: readonly number[]): string {
  const { median: middle, min, max } = spreadOf(values);
  return values.length > 1 ? `${format(middle)} (${format(min)}–${format(max)})` : format(middle);
}
