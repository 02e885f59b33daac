// The line above a job's timeline: what was and what comes in sum, or what the pointer is at.
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Run } from '../../../client/src/index.ts';
import { formatCount, formatDuration, formatInstant } from '../format/time.ts';
import { toWords } from '../format/words.ts';
import { Relative } from '../parts/instant.tsx';
import { Status } from '../parts/status.tsx';
import { links, setQuery } from '../router.ts';
import type { Column } from './columns.ts';
import type { Drawing } from './drawing.tsx';
import { formatSpan } from './guides.tsx';
import { type PastRun, timeOf } from './past.ts';
import { type Range, ranges } from './window.ts';

const order: Run['status'][] = [
  'succeeded',
  'failed',
  'running',
  'retrying',
  'skipped',
  'missed',
  'canceled',
];

interface Props {
  drawing: Drawing;
  at: Signal<Column | undefined>;
  zone: string;
  range: Range;
}

export function Reading({ drawing, at, zone, range }: Props) {
  const column = at.value;
  if (!column) return <Summary drawing={drawing} zone={zone} range={range} />;
  const { runs, next } = column;
  const warning = drawing.warnings.find((one) => next.includes(one.at) || runs[0]?.scheduledFor === one.at);
  const isBucket = drawing.arranged.bucketMs !== null && runs.length + next.length > 1;
  return (
    <>
      {isBucket ? (
        <BucketReading column={column} zone={zone} />
      ) : runs[0] ? (
        <RunReading run={runs[0]} zone={zone} />
      ) : (
        <NextReading at={next[0]!} zone={zone} />
      )}
      {warning && <span>{warning.message}</span>}
    </>
  );
}

function Summary({ drawing, zone, range }: Omit<Props, 'at'>) {
  const { next, since, isCut } = drawing;
  return (
    <>
      <Counts runs={drawing.runs} />
      <span class="muted">
        {tellEmpty(drawing, range)}
        {next.length > 0 && `${isCut ? 'more than ' : ''}${formatCount(next.length)} to come. `}
        {since !== null &&
          `The newest ${formatCount(drawing.runs.length)} are drawn; older ones lie in the grey. `}
        {zone} time
      </span>
    </>
  );
}

function RunReading({ run, zone }: { run: PastRun; zone: string }) {
  const { missed, until } = run;
  return (
    <>
      <Status name={run.status} />
      {run.code !== null && <span>{run.code}</span>}
      <span>
        {missed > 1 && until !== null
          ? `${formatCount(missed)} occurrences, from ${tell(run.at, zone)} to ${tell(until, zone)}`
          : tell(run.scheduledFor, zone)}
      </span>
      {run.tookMs !== null && <span>took {formatDuration(run.tookMs)}</span>}
      {run.lateMs !== null && <span class="muted">{formatDuration(run.lateMs)} late</span>}
      <a class="for-touch" href={links.run(run.id)}>
        See the run
      </a>
    </>
  );
}

function BucketReading({ column, zone }: { column: Column; zone: string }) {
  const { from, to, runs, next } = column;
  return (
    <>
      <span>
        {tell(from, zone)}, {formatSpan(to - from)}
      </span>
      <Counts runs={runs} />
      {next.length > 0 && <span class="muted">{formatCount(next.length)} to come</span>}
      {runs.length > 0 && (
        <button type="button" class="plain for-touch" onClick={() => showRuns(column)}>
          See the runs
        </button>
      )}
    </>
  );
}

function NextReading({ at, zone }: { at: number; zone: string }) {
  const iso = new Date(at).toISOString();
  return (
    <>
      <span>{formatInstant(iso, zone)}</span>
      <span class="muted">
        <Relative at={iso} zone={zone} />
      </span>
    </>
  );
}

/** Explains the shapes by the way. */
function Counts({ runs }: { runs: readonly PastRun[] }): ComponentChildren {
  return listCounts(runs).map(([status, count]) => (
    <span key={status}>
      <Status name={status} /> {formatCount(count)}
    </span>
  ));
}

function listCounts(runs: readonly PastRun[]): [Run['status'], number][] {
  return order.flatMap((status) => {
    const count = runs
      .filter((run) => run.status === status)
      .reduce((sum, run) => sum + Math.max(1, run.missed), 0);
    return count > 0 ? [[status, count]] : [];
  });
}

function tellEmpty({ runs }: Drawing, range: Range): string {
  return runs.some((run) => run.status !== 'queued') ? '' : `Nothing ran in ${ranges[range].words}. `;
}

/** For whoever does not see it; the table beneath has the same. */
export function tellTimeline(drawing: Drawing, range: Range): string {
  const counts = listCounts(drawing.runs).map(([status, count]) => `${count} ${toWords(status)}`);
  const past = counts.length > 0 ? counts.join(', ') : 'nothing ran';
  const isPartly = drawing.since !== null ? ' Older runs are not counted.' : '';
  const ahead = `${drawing.isCut ? 'More than ' : ''}${drawing.next.length} to come`;
  return `Timeline of ${ranges[range].words}: ${past}.${isPartly} ${ahead}.`;
}

/** The runs of a column, in the table beneath. */
export function showRuns({ from, to, runs }: Column): void {
  // They are listed by when they were made: those of a backfill, some time before they ran.
  const made = runs.map(({ id }) => timeOf(id));
  const first = new Date(Math.min(from, ...made)).toISOString();
  const last = new Date(Math.max(to, ...made.map((time) => time + 1))).toISOString();
  setQuery({ show: undefined, status: undefined, from: first, to: last });
}

const tell = (at: number, zone: string) => formatInstant(new Date(at).toISOString(), zone);
