// Bands and marks on a job's timeline: pauses, outages and edits, each with its words below the chart.
import { useMemo } from 'preact/hooks';
import type { Job, JobChange } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { describeJobStatus } from '../format/job-text.tsx';
import { describeCause, nameInterruption } from '../format/run-text.ts';
import { formatShort } from '../format/time.ts';
import { useQuery } from '../query.ts';
import { type TimeWindow, toX } from './chart.tsx';
import { type PastRun, type Range, ranges } from './timeline-data.ts';

export interface TimelineNote {
  kind: 'pause' | 'outage' | 'edit';
  from: number;
  /** Null while it lasts. Equal to `from` for an edit. */
  until: number | null;
  /** In the band, if there is room. */
  label: string;
  text: string;
  /** Follows the text below the chart. */
  end?: string;
}

/** The newest changes cover the visible range of all but very often edited jobs. */
const MAX_CHANGES = 100;
const MAX_LISTED = 4;

export function useTimelineNotes(
  job: Job,
  range: Range | undefined,
  past: readonly PastRun[] | undefined,
): readonly TimelineNote[] {
  const interruptions = useQuery(
    `interruptions ${range}`,
    async () => {
      const from = new Date(Date.now() - (range ? ranges[range].ms : 0)).toISOString();
      return (await api.interruptions({ from })).data;
    },
    { on: ['jobs'], leastMs: 5_000 },
  ).data.value;
  const changes = useQuery(
    `newest changes of ${job.id}`,
    async () => (await api.jobs.listChanges(job.id, { limit: MAX_CHANGES })).data,
    { on: ['jobs'], leastMs: 3_000 },
  ).data.value;
  return useMemo(
    () => [
      ...(interruptions ?? []).map((one) => ({
        kind: one.kind === 'scheduler_paused' ? ('pause' as const) : ('outage' as const),
        from: Date.parse(one.from),
        until: one.until === null ? null : Date.parse(one.until),
        label: nameInterruption(one),
        text: describeCause(one),
      })),
      ...listChanges(job, changes ?? [], past ?? []),
    ],
    [interruptions, changes, job, past],
  );
}

/**
 * Pauses of the job, from their start to the next resumption, and edits. The service itself stops a job after its last
 * run, which is no change of the job: such a stop begins at that run.
 */
function listChanges(job: Job, newestFirst: readonly JobChange[], past: readonly PastRun[]): TimelineNote[] {
  const notes: TimelineNote[] = [];
  let stop: TimelineNote | undefined;
  const begin = (from: number, text: string, label = 'Job stopped') => {
    stop = { kind: 'pause', from, until: null, label, text };
    notes.push(stop);
  };
  const lastRunBefore = (at: number) =>
    past.find((run) => run.isFinished && run.at < at)?.at ?? Date.parse(job.created_at);
  for (const { action, changed_at, actor, before, after } of newestFirst.toReversed()) {
    const at = Date.parse(changed_at);
    const by = actor === 'anonymous' ? '' : ` by ${actor}`;
    const isPause = action === 'paused' || after['status'] === 'inactive';
    const isResumption = action === 'resumed' || after['status'] === 'active';
    if (isResumption && !stop) {
      const from = lastRunBefore(at);
      begin(from, `The job was stopped ${formatShort(new Date(from).toISOString())}`);
    }
    if (stop && (isPause || isResumption)) {
      stop.until = at;
      if (isResumption) stop.end = `, resumed ${formatShort(changed_at)}`;
      stop = undefined;
    }
    if (isPause) {
      const reason = typeof after['pause_reason'] === 'string' ? `: ${after['pause_reason']}` : '';
      begin(at, `The job was paused${by} ${formatShort(changed_at)}${reason}`, 'Job paused');
    }
    const fields = Object.keys({ ...before, ...after }).filter((name) => name !== 'status');
    if (action === 'updated' && fields.length > 0) {
      const text = `The job was edited${by} ${formatShort(changed_at)}: ${fields.join(', ').replaceAll('_', ' ')}`;
      notes.push({ kind: 'edit', from: at, until: at, label: 'Edited', text });
    }
  }
  // After a one-time job nothing is due, so its end leaves no gap.
  if (job.status !== 'active' && !stop && job.schedule_type !== 'specific_time')
    begin(lastRunBefore(Date.now()), describeJobStatus(job));
  return notes;
}

/** The window moves in steps: a note may be newer than its end. */
function visibleNotes(notes: readonly TimelineNote[], { from }: TimeWindow): TimelineNote[] {
  return notes.filter((note) => note.until === null || note.until >= from);
}

interface ShapesProps {
  notes: readonly TimelineNote[];
  window: TimeWindow;
  top: number;
  height: number;
}

export function NoteShapes({ notes, window, top, height }: ShapesProps) {
  return (
    <>
      {visibleNotes(notes, window).map(({ kind, from, until, label, text }) => {
        const x = Math.max(0, toX(window, from));
        if (kind === 'edit')
          return (
            <path
              key={`${kind} ${from}`}
              class="note-edit"
              d={`M${x} ${top - 2}l4-7h-8zM${x} ${top}v${height}`}
            >
              <title>{text}</title>
            </path>
          );
        const width = Math.max(2, toX(window, Math.min(until ?? window.now, window.now)) - x);
        return (
          <g key={`${kind} ${from}`} class={`note-${kind}`}>
            <title>{text}</title>
            <rect x={x} y={top} width={width} height={height} />
            {width > label.length * 7 && (
              <text x={x + 4} y={top + 12}>
                {label}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
}

/** The same in words, newest first: a band can be too narrow for its label. */
export function TimelineNotes({ notes, window }: Pick<ShapesProps, 'notes' | 'window'>) {
  // Reversed first: of two changes within a millisecond, the newer one comes first, too.
  const shown = visibleNotes(notes, window)
    .toReversed()
    .toSorted((a, b) => b.from - a.from);
  if (shown.length === 0) return null;
  return (
    <ul class="timeline-notes" aria-label="Pauses, outages and edits">
      {shown.slice(0, MAX_LISTED).map(({ kind, from, text, end }) => (
        <li key={`${kind} ${from}`} class={`note-${kind}`}>
          {text}
          {end}
        </li>
      ))}
      {shown.length > MAX_LISTED && <li class="muted">and {shown.length - MAX_LISTED} earlier</li>}
    </ul>
  );
}
