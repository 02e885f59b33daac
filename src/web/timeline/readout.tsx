// Line above a job's timeline: totals, or details of the hovered column.
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { Run } from '../../../client/src/index.ts';
import { toWords } from '../format/job-text.tsx';
import { formatCount, formatDuration, formatInstant, timeOfRunId } from '../format/time.ts';
import { RelativeTime } from '../parts/instant.tsx';
import { runStatuses, Status } from '../parts/status.tsx';
import { links, setQuery } from '../router.ts';
import type { Column } from './columns.ts';
import { type Drawing, formatSpan } from './drawing.tsx';
import { type PastRun, type Range, ranges } from './timeline-data.ts';

/** The order of the counts. Queued runs are not counted. */
const order = [
  'succeeded' as const,
  ...runStatuses.filter((status) => status !== 'succeeded' && status !== 'queued'),
];

interface Props {
  drawing: Drawing;
  at: Signal<Column | undefined>;
  zone: string;
  range: Range;
}

export function Readout({ drawing, at, zone, range }: Props) {
  const column = at.value;
  if (!column) return <Summary drawing={drawing} zone={zone} range={range} />;
  const { runs, next } = column;
  const warning = drawing.warnings.find((one) => next.includes(one.at) || runs[0]?.scheduledFor === one.at);
  const isBucket = drawing.arranged.bucketMs !== null && runs.length + next.length > 1;
  return (
    <>
      {isBucket ? (
        <BucketReadout column={column} zone={zone} />
      ) : runs[0] ? (
        <RunReadout run={runs[0]} zone={zone} />
      ) : (
        <OccurrenceReadout at={next[0]!} zone={zone} />
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
        {emptyText(drawing, range)}
        {next.length > 0 && `${isCut ? 'more than ' : ''}${formatCount(next.length)} upcoming. `}
        {since !== null &&
          `Showing the newest ${formatCount(drawing.runs.length)} runs; the grey area is older. `}
        {zone} time
      </span>
    </>
  );
}

function RunReadout({ run, zone }: { run: PastRun; zone: string }) {
  const { missed, until } = run;
  return (
    <>
      <Status name={run.status} />
      {run.code !== null && <span>{run.code}</span>}
      {run.wait !== '' && <span>{run.wait}</span>}
      <span>
        {missed > 1 && until !== null
          ? `${formatCount(missed)} occurrences, from ${format(run.at, zone)} to ${format(until, zone)}`
          : format(run.scheduledFor, zone)}
      </span>
      {run.durationMs !== null && <span>took {formatDuration(run.durationMs)}</span>}
      {run.latenessMs !== null && <span class="muted">{formatDuration(run.latenessMs)} delay</span>}
      <a class="for-touch" href={links.run(run.id)}>
        See the run
      </a>
    </>
  );
}

function BucketReadout({ column, zone }: { column: Column; zone: string }) {
  const { from, to, runs, next } = column;
  return (
    <>
      <span>
        {format(from, zone)}, {formatSpan(to - from)}
      </span>
      <Counts runs={runs} />
      {next.length > 0 && <span class="muted">{formatCount(next.length)} upcoming</span>}
      {runs.length > 0 && (
        <button type="button" class="plain for-touch" onClick={() => showRuns(column)}>
          See the runs
        </button>
      )}
    </>
  );
}

function OccurrenceReadout({ at, zone }: { at: number; zone: string }) {
  const iso = new Date(at).toISOString();
  return (
    <>
      <span>{formatInstant(iso, zone)}</span>
      <span class="muted">
        <RelativeTime at={iso} />
      </span>
    </>
  );
}

/** Counts by status; also the legend of the shapes. */
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

function emptyText({ runs }: Drawing, range: Range): string {
  return runs.some((run) => run.status !== 'queued') ? '' : `No runs in ${ranges[range].words}. `;
}

/** Accessible description of the timeline. The table below has the same runs. */
export function timelineSummary(drawing: Drawing, range: Range): string {
  const counts = listCounts(drawing.runs).map(([status, count]) => `${count} ${toWords(status)}`);
  const past = counts.length > 0 ? counts.join(', ') : 'no runs';
  const cutNote = drawing.since !== null ? ' Older runs are not counted.' : '';
  const ahead = `${drawing.isCut ? 'More than ' : ''}${drawing.next.length} upcoming`;
  return `Timeline of ${ranges[range].words}: ${past}.${cutNote} ${ahead}.`;
}

/** Filters the runs table below to the runs of a column. */
export function showRuns({ from, to, runs }: Column): void {
  // The table filters by creation time, which for backfills is earlier than the run.
  const createdAt = runs.map(({ id }) => timeOfRunId(id));
  const first = new Date(Math.min(from, ...createdAt)).toISOString();
  const last = new Date(Math.max(to, ...createdAt.map((time) => time + 1))).toISOString();
  setQuery({ show: undefined, status: undefined, from: first, to: last });
}

const format = (at: number, zone: string) => formatInstant(new Date(at).toISOString(), zone);
