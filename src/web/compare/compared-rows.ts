// Lists the facts of two runs side by side: outcome, times, and the last request and response of each.
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { describeCause } from '../format/cause-text.ts';
import { toWords } from '../format/job-text.ts';
import { formatDuration, formatInstant } from '../format/time.ts';
import { indentJson } from '../run/indent.ts';
import { triggers } from '../runs/columns.ts';

export interface ComparedRow {
  name: string;
  /** Null: the run has no such value. */
  values: readonly [string | null, string | null];
  isCode: boolean;
}

export interface ComparedGroup {
  title: string;
  rows: ComparedRow[];
}

type Pair = readonly [RunWithAttempts, RunWithAttempts];
type Read = (run: RunWithAttempts) => string | number | null | undefined;

export const isDifferent = ({ values: [a, b] }: ComparedRow) => a !== b;

export function compareRuns(runs: Pair): ComparedGroup[] {
  const groups = [
    { title: 'Outcome', rows: outcome.map(([name, read]) => toRow(name, runs, read)) },
    { title: 'Times', rows: times.map(([name, read]) => toRow(name, runs, read)) },
    { title: 'Last request', rows: [...rowsOf(runs, request), ...headerRows(runs, 'request')] },
    { title: 'Last response', rows: [...rowsOf(runs, response), ...headerRows(runs, 'response')] },
  ];
  return groups
    .map(({ title, rows }) => ({
      title,
      rows: rows.filter(({ values: [a, b] }) => a !== null || b !== null),
    }))
    .filter(({ rows }) => rows.length > 0);
}

type Reads = readonly (readonly [name: string, read: Read])[];

const instant = (at: string | null) => at && formatInstant(at);
const duration = (ms: number | null) => (ms === null ? null : formatDuration(ms));

const outcome: Reads = [
  ['Status', (run) => toWords(run.status)],
  [
    'Reason',
    (run) => (run.cause && describeCause(run.cause)) || (run.status_reason && toWords(run.status_reason)),
  ],
  ['Status code', (run) => run.status_code],
  ['Error', (run) => run.error?.message],
  ['Attempts', (run) => run.attempt_count],
];

const times: Reads = [
  ['Trigger', (run) => triggers[run.trigger]],
  ['Scheduled for', (run) => instant(run.scheduled_for)],
  ['Started', (run) => instant(run.started_at)],
  ['Delay', (run) => duration(run.lateness_ms)],
  ['Ended', (run) => instant(run.finished_at)],
  ['Duration', (run) => duration(run.duration_ms)],
  ...(['dns_ms', 'connect_ms', 'tls_ms', 'first_byte_ms'] as const).map(
    (phase) =>
      [
        { dns_ms: 'DNS', connect_ms: 'Connect', tls_ms: 'TLS', first_byte_ms: 'First byte' }[phase],
        (run: RunWithAttempts) => duration(last(run)?.timings?.[phase] ?? null),
      ] as const,
  ),
];

const last = (run: RunWithAttempts) => run.attempts.at(-1);

const request: Reads = [
  ['Request', (run) => last(run)?.request && `${last(run)!.request!.method} ${last(run)!.request!.url}`],
  ['Body', (run) => bodyOf(last(run)?.request?.body, false)],
];

const response: Reads = [
  ['Body', (run) => bodyOf(last(run)?.response?.body, last(run)?.response?.truncated ?? false)],
];

function bodyOf(text: string | null | undefined, isTruncated: boolean): string | null {
  return text ? (indentJson(text, isTruncated) ?? text) : null;
}

function rowsOf(runs: Pair, reads: Reads): ComparedRow[] {
  return reads.map(([name, read]) => ({ ...toRow(name, runs, read), isCode: true }));
}

/** Headers of either run, by name. */
function headerRows(runs: Pair, part: 'request' | 'response'): ComparedRow[] {
  const headersOf = (run: RunWithAttempts) => last(run)?.[part]?.headers ?? {};
  const names = new Set(runs.flatMap((run) => Object.keys(headersOf(run))));
  return [...names]
    .toSorted()
    .map((name) => ({ ...toRow(name, runs, (run) => headersOf(run)[name]), isCode: true }));
}

function toRow(name: string, [a, b]: Pair, read: Read): ComparedRow {
  const text = (run: RunWithAttempts) => {
    const value = read(run);
    return value === null || value === undefined || value === '' ? null : String(value);
  };
  return { name, values: [text(a), text(b)], isCode: false };
}
