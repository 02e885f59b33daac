// The page that compares two runs side by side; differences are marked.
import { useSignal } from '@preact/signals';
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { indentJson } from '../format/code.ts';
import { toWords } from '../format/job-text.tsx';
import { describeCause } from '../format/run-text.ts';
import { formatCounted, formatDuration, formatInstant } from '../format/time.ts';
import { NotFound, useTitle, ZoneSwitch } from '../parts/page.tsx';
import { Status } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links, query } from '../router.ts';

export function ComparePage() {
  useTitle('Compare two runs');
  const [a = '', b = ''] = [query.value.get('a') ?? '', query.value.get('b') ?? ''];
  const { data, isGone } = useQuery(
    `compare ${a} ${b}`,
    async () => (await Promise.all([api.runs.get(a), api.runs.get(b)])) as Pair,
    { on: ['runs'] },
  );
  const runs = data.value;
  if (isGone.value || !runs) return <NotFound what="run" isGone={isGone.value} />;
  return <Comparison runs={runs} />;
}

function Comparison({ runs }: { runs: Pair }) {
  const isBrief = useSignal(true);
  const groups = compareRuns(runs);
  const rows = groups.flatMap((group) => group.rows);
  const count = rows.filter(isDifferent).length;
  return (
    <>
      <header class="page-head">
        <h1>Compare two runs</h1>
        <label class="check">
          <input
            type="checkbox"
            checked={isBrief.value}
            onChange={(event) => {
              isBrief.value = event.currentTarget.checked;
            }}
          />
          Only differences
        </label>
        <ZoneSwitch />
      </header>
      <p class="muted" role="status">
        {formatCounted(count, 'difference')} in {rows.length} values.
      </p>
      <table class="comparison">
        <thead>
          <tr>
            <td />
            {runs.map((run) => (
              <th key={run.id} scope="col">
                <Status name={run.status} />{' '}
                <a href={links.run(run.id)}>Run of {formatInstant(run.scheduled_for)}</a>
                <br />
                <a class="quiet" href={links.job(run.job_id)}>
                  <bdi>{run.job_name}</bdi>
                </a>
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <Group key={group.title} group={group} isBrief={isBrief.value} />
        ))}
      </table>
    </>
  );
}

function Group({ group: { title, rows }, isBrief }: { group: ComparedGroup; isBrief: boolean }) {
  const shown = isBrief ? rows.filter(isDifferent) : rows;
  return (
    <tbody>
      <tr>
        <th colSpan={3} scope="rowgroup">
          {title}
        </th>
      </tr>
      {shown.map((row) => (
        <Row key={row.name} row={row} />
      ))}
      {shown.length === 0 && (
        <tr>
          <td colSpan={3} class="muted">
            No differences.
          </td>
        </tr>
      )}
    </tbody>
  );
}

function Row({ row }: { row: ComparedRow }) {
  const { name, values, isCode } = row;
  return (
    <tr class={isDifferent(row) ? 'differs' : undefined}>
      <th scope="row">
        {name}
        {isDifferent(row) && <span class="unseen"> (different)</span>}
      </th>
      {values.map((value, index) => (
        <td key={index}>
          {value === null ? (
            <span class="muted">none</span>
          ) : (
            <Value {...{ isCode, value, other: values[1 - index]! }} />
          )}
        </td>
      ))}
    </tr>
  );
}

/** Marks the lines that the other value does not have. */
function Value({ value, other, isCode }: { value: string; other: string | null; isCode: boolean }) {
  if (!isCode) return <span>{value}</span>;
  const lines = value.split('\n');
  if (lines.length === 1) return <code>{value}</code>;
  const others = new Set(other?.split('\n') ?? []);
  return (
    <pre tabIndex={0}>
      {lines.map((line, index) =>
        other === null || others.has(line) ? `${line}\n` : <mark key={index}>{`${line}\n`}</mark>,
      )}
    </pre>
  );
}

interface ComparedRow {
  name: string;
  /** Null: the run has no such value. */
  values: readonly [string | null, string | null];
  isCode: boolean;
}

interface ComparedGroup {
  title: string;
  rows: ComparedRow[];
}

type Pair = readonly [RunWithAttempts, RunWithAttempts];
type Read = (run: RunWithAttempts) => string | number | null | undefined;

/** Lists the facts of two runs side by side: outcome, times, and the last request and response of each. */
const isDifferent = ({ values: [a, b] }: ComparedRow) => a !== b;

function compareRuns(runs: Pair): ComparedGroup[] {
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
  ['Trigger', (run) => run.trigger],
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
