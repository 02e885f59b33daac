// The page that compares two runs side by side; differences are marked.
import { useSignal } from '@preact/signals';
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatInstant } from '../format/time.ts';
import { NotFound } from '../parts/not-found.tsx';
import { Status } from '../parts/status.tsx';
import { useTitle } from '../parts/use-title.ts';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { useQuery } from '../query.ts';
import { links, query } from '../router.ts';
import { type ComparedGroup, type ComparedRow, compareRuns, isDifferent } from './compared-rows.ts';

type Pair = readonly [RunWithAttempts, RunWithAttempts];

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
        {count === 1 ? '1 difference' : `${count} differences`} in {rows.length} values.
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
