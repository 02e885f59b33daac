// Bands and marks on a job's timeline: pauses, outages and edits, each with its words below the chart.
import { useMemo } from 'preact/hooks';
import type { Job, JobChange } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { describeCause, nameInterruption } from '../format/run-text.ts';
import { formatShort } from '../format/time.ts';
import { useQuery } from '../query.ts';
import { type TimeWindow, toX } from './chart.tsx';
import { type Range, ranges } from './timeline-data.ts';

export interface TimelineNote {
  kind: 'pause' | 'outage' | 'edit';
  from: number;
  /** Null while it lasts. Equal to `from` for an edit. */
  until: number | null;
  /** In the band, if there is room. */
  label: string;
  text: string;
}

/** The newest changes cover the visible range of all but very often edited jobs. */
const MAX_CHANGES = 100;
const MAX_LISTED = 4;

export function useTimelineNotes(job: Job, range: Range | undefined): readonly TimelineNote[] {
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
      ...listChanges(changes ?? []),
    ],
    [interruptions, changes],
  );
}

/** Pauses of the job, from their start to the next resumption, and edits. */
function listChanges(newestFirst: readonly JobChange[]): TimelineNote[] {
  const notes: TimelineNote[] = [];
  let pause: TimelineNote | undefined;
  for (const { action, changed_at, actor, before, after } of newestFirst.toReversed()) {
    const at = Date.parse(changed_at);
    const by = actor === 'anonymous' ? '' : ` by ${actor}`;
    const isNowActive = action === 'resumed' || after['status'] === 'active';
    if (pause && isNowActive) {
      pause.until = at;
      pause = undefined;
    }
    if (action === 'paused') {
      const reason = typeof after['pause_reason'] === 'string' ? `: ${after['pause_reason']}` : '';
      pause = {
        kind: 'pause',
        from: at,
        until: null,
        label: 'Job paused',
        text: `The job was paused${by} ${formatShort(changed_at)}${reason}`,
      };
      notes.push(pause);
    } else if (action === 'updated') {
      const fields = Object.keys({ ...before, ...after })
        .join(', ')
        .replaceAll('_', ' ');
      const text = `The job was edited${by} ${formatShort(changed_at)}: ${fields}`;
      notes.push({ kind: 'edit', from: at, until: at, label: 'Edited', text });
    }
  }
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
  const shown = visibleNotes(notes, window).toSorted((a, b) => b.from - a.from);
  if (shown.length === 0) return null;
  return (
    <ul class="timeline-notes" aria-label="Pauses, outages and edits">
      {shown.slice(0, MAX_LISTED).map(({ kind, from, until, text }) => (
        <li key={`${kind} ${from}`} class={`note-${kind}`}>
          {text}
          {kind === 'pause' && text.startsWith('The job') && until !== null && (
            <>, resumed {formatShort(new Date(until).toISOString())}</>
          )}
        </li>
      ))}
      {shown.length > MAX_LISTED && <li class="muted">and {shown.length - MAX_LISTED} earlier</li>}
    </ul>
  );
}
