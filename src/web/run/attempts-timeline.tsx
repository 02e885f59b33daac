// Draws the timeline of a run to scale: delays, attempts, waits and the upcoming attempt.
import type { Attempt, Run, RunWithAttempts } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { toWords } from '../format/job-text.tsx';
import { formatDuration, formatSeconds, formatShort } from '../format/time.ts';
import { chooseStep } from '../format/units.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { Bar, NowLine, Tick, useWidth } from '../timeline/chart.tsx';

const HEIGHT = 72;
const TOP = 20;
const BASE = 48;
const BAR = BASE - TOP;
const MIN_BAR_WIDTH = 4;
/** Space for the minimum width of the last bar and for half of its label. */
const RIGHT_MARGIN = 24;
/** Width of a character of a label, and the space between two labels. */
const CHARACTER_WIDTH = 7;
const LABEL_GAP = 8;

interface Props {
  run: RunWithAttempts;
  onOpen: (number: number) => void;
}

export function AttemptsTimeline({ run, onOpen }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  // An ended run does not depend on the clock, so it is not drawn again each second.
  const timeline = buildTimeline(run, run.finished_at === null ? now.value : 0, isSchedulerPaused());
  if (!timeline) return null;
  return (
    <div ref={ref} class="run-timeline">
      {width.value > 0 && <Drawing timeline={timeline} width={width.value} onOpen={onOpen} />}
    </div>
  );
}

interface DrawingProps {
  timeline: RunTimeline;
  width: number;
  onOpen: Props['onOpen'];
}

function Drawing({ timeline, width, onOpen }: DrawingProps) {
  const span = spanOf(timeline);
  const x = (at: number) => 1 + ((at - timeline.start) / span) * (width - RIGHT_MARGIN - 1);
  const barWidth = (from: number, to: number) => Math.max(MIN_BAR_WIDTH, x(to) - x(from));
  const nowAt = timeline.hasEnded ? undefined : x(Math.min(now.value, timeline.start + span));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={`Timeline: ${describeTimeline(timeline)}`}>
      <path class="ground" d={`M0 ${BASE + 0.5}H${width}`} />
      <Axis timeline={timeline} span={span} x={x} width={width} />
      {timeline.waits.map(({ from, to, label }) => (
        <g key={from} class="run-timeline-wait">
          <title>{label}</title>
          <path d={`M${x(from)} ${BASE - 6}V${BASE}M${x(from)} ${BASE - 3}H${x(to)}`} />
          <WaitLabel text={label} from={x(from)} to={x(to)} nowAt={nowAt} />
        </g>
      ))}
      {timeline.attempts.map((attempt) => (
        <g key={attempt.number} class="run-timeline-attempt" onClick={() => onOpen(attempt.number)}>
          <title>{describeAttempt(attempt)}</title>
          <AttemptBar attempt={attempt} x={x(attempt.from)} width={barWidth(attempt.from, attempt.to)} />
        </g>
      ))}
      {placeLabels(timeline, x, barWidth, width).map(({ at, text, key }) => (
        <text key={key} class="run-timeline-label" x={at} y={TOP - 7}>
          {text}
        </text>
      ))}
      {timeline.upcoming && (
        <g>
          <title>{`Attempt ${timeline.upcoming.number}: ${formatShort(new Date(timeline.upcoming.at).toISOString())}`}</title>
          <Tick x={x(timeline.upcoming.at)} base={BASE} width={8} height={BAR} />
        </g>
      )}
      {nowAt !== undefined && (
        <g class="run-timeline-now" style={{ transform: `translateX(${nowAt}px)` }}>
          <NowLine x={0} top={TOP - 4} base={BASE + 4} />
        </g>
      )}
    </svg>
  );
}

/** In the middle of the wait, or of its longer side of the line at now; left out where it does not fit. */
function WaitLabel({
  text,
  from,
  to,
  nowAt,
}: {
  text: string;
  from: number;
  to: number;
  nowAt: number | undefined;
}) {
  const isCrossed = nowAt !== undefined && nowAt > from && nowAt < to;
  const isBefore = isCrossed && nowAt - from > to - nowAt;
  const [start, end] = [isCrossed && !isBefore ? nowAt : from, isBefore ? nowAt : to];
  if (end - start <= text.length * CHARACTER_WIDTH + 16) return null;
  return (
    <text x={(start + end) / 2} y={BASE - 12}>
      {text}
    </text>
  );
}

/** While an attempt runs, the span doubles whenever it is full, so that the other bars do not shrink each second. */
function spanOf({ start, end, attempts }: RunTimeline): number {
  const span = Math.max(end - start, 1);
  return attempts.at(-1)?.outcome === 'running' ? 1_000 * 2 ** Math.ceil(Math.log2(span / 950)) : span;
}

function AttemptBar({ attempt, x, width }: { attempt: AttemptSpan; x: number; width: number }) {
  const box = { x, base: BASE, width, height: BAR };
  switch (attempt.outcome) {
    case 'succeeded':
    case 'canceled':
    case 'running':
      return <Bar {...box} status={attempt.outcome} />;
    case 'lost':
      // Drawn hollow, because the outcome is unknown.
      return <rect class="bar-gap bar-missed" x={x + 0.5} y={TOP + 0.5} width={width - 1} height={BAR - 1} />;
    default:
      return <Bar {...box} status="failed" />;
  }
}

/** Attempt numbers and status codes above the bars. Labels that would overlap a later one are left out. */
function placeLabels(
  timeline: RunTimeline,
  x: (at: number) => number,
  barWidth: (from: number, to: number) => number,
  width: number,
) {
  const all = timeline.attempts.map(({ number, from, to, code, outcome }) => ({
    key: number,
    // The bar of a running attempt grows, so its label stays at the start.
    at: x(from) + (outcome === 'running' ? 4 : barWidth(from, to) / 2),
    text: code === null ? String(number) : `${number} · ${code}`,
  }));
  if (timeline.upcoming)
    all.push({
      key: timeline.upcoming.number,
      at: x(timeline.upcoming.at) + 4,
      text: String(timeline.upcoming.number),
    });
  const placed = all.map((label) => {
    const half = (label.text.length * CHARACTER_WIDTH) / 2;
    return { ...label, half, at: Math.max(half, Math.min(label.at, width - half)) };
  });
  const shown: typeof placed = [];
  for (const label of placed.toReversed()) {
    const after = shown.at(-1);
    if (!after || after.at - after.half - LABEL_GAP >= label.at + label.half) shown.push(label);
  }
  return shown;
}

function Axis({
  timeline,
  span,
  x,
  width,
}: {
  timeline: RunTimeline;
  span: number;
  x: (at: number) => number;
  width: number;
}) {
  const step = chooseStep(span / Math.max(1, width / 160));
  const marks = Array.from({ length: Math.floor(span / step) }, (_, index) => (index + 1) * step);
  const start = formatShort(new Date(timeline.start).toISOString());
  // The start time is printed at the first tick; ticks under that text are left out.
  const shown = marks.filter((ms) => x(timeline.start + ms) > start.length * 7 + 24);
  return (
    <g class="run-timeline-axis">
      <path d={`M1 ${BASE}v6${shown.map((ms) => `M${x(timeline.start + ms)} ${BASE}v6`).join('')}`} />
      <text x="0" y={HEIGHT - 4} class="first">
        {start}
      </text>
      {shown
        .filter((ms) => x(timeline.start + ms) < width - 24)
        .map((ms) => (
          <text key={ms} x={x(timeline.start + ms)} y={HEIGHT - 4}>
            {ms < 1_000 ? `+${ms} ms` : `+${formatSeconds(ms / 1_000)}`}
          </text>
        ))}
    </g>
  );
}

function describeAttempt({ number, from, to, outcome, code }: AttemptSpan): string {
  return `Attempt ${number}: ${toWords(outcome)}${code === null ? '' : ` ${code}`}, ${formatShort(new Date(from).toISOString())}, ${formatDuration(to - from)}`;
}

// Computes the timeline of a run: its delays, its attempts, the waits between them and the upcoming attempt.

/** `from` and `to` are Unix milliseconds, here and below. */
interface Wait {
  from: number;
  to: number;
  /** `240 ms delay` */
  label: string;
}

interface AttemptSpan {
  number: number;
  from: number;
  to: number;
  outcome: Attempt['outcome'] | 'running';
  code: number | null;
}

interface RunTimeline {
  /** The scheduled time, or the start time of a run that was not started by its schedule. */
  start: number;
  /** The end of the last attempt, the time of the upcoming one, or now for an unfinished run. */
  end: number;
  waits: Wait[];
  attempts: AttemptSpan[];
  upcoming: { at: number; number: number } | null;
  hasEnded: boolean;
}

/** Returns null for a run that ended without an attempt. */
function buildTimeline(run: RunWithAttempts, now: number, isPaused: boolean): RunTimeline | null {
  const hasEnded = run.finished_at !== null;
  const attempts = run.attempts.map(toSpan);
  if (hasEnded && attempts.length === 0) return null;
  if (run.status === 'running') attempts.push(runningSpan(run, attempts.at(-1), now));
  const next = hasEnded || isPaused || run.status === 'running' ? null : Date.parse(run.due_at);

  const firstDue =
    run.started_at === null ? Date.parse(run.due_at) : Date.parse(run.started_at) - (run.lateness_ms ?? 0);
  // A retried or backfilled run has a scheduled time in the past, which is no delay.
  const start = run.trigger === 'schedule' ? Math.min(Date.parse(run.scheduled_for), firstDue) : firstDue;
  const first = attempts[0]?.from ?? next ?? start;
  const waits: Wait[] = [];
  addWait(waits, start, firstDue, (duration) => `${duration} spread`);
  if (attempts.length > 0) addWait(waits, firstDue, first, (duration) => `${duration} delay`);
  attempts.forEach(({ to }, index) => {
    const following = attempts[index + 1]?.from ?? next;
    if (following !== null) addWait(waits, to, following, (duration) => `${duration} wait`);
  });
  const ends = [...attempts.map(({ to }) => to), ...(next === null ? [] : [next])];
  return {
    start: attempts.length === 0 && run.trigger === 'schedule' ? Math.min(start, now) : start,
    end: Math.max(start, ...ends, hasEnded ? 0 : now),
    waits,
    attempts,
    upcoming: next === null ? null : { at: next, number: (attempts.at(-1)?.number ?? 0) + 1 },
    hasEnded,
  };
}

function toSpan(attempt: Attempt): AttemptSpan {
  const from = Date.parse(attempt.started_at);
  return {
    number: attempt.number,
    from,
    to: from + (attempt.duration_ms ?? 0),
    outcome: attempt.outcome,
    code: attempt.status_code,
  };
}

/** The API returns no record of a running attempt, so its start is estimated from when it was due. */
function runningSpan(run: Run, previous: AttemptSpan | undefined, now: number): AttemptSpan {
  const from = previous
    ? Math.max(previous.to, Date.parse(run.due_at))
    : Date.parse(run.started_at ?? run.due_at);
  return {
    number: (previous?.number ?? 0) + 1,
    from,
    to: Math.max(from, now),
    outcome: 'running',
    code: null,
  };
}

function addWait(waits: Wait[], from: number, to: number, toLabel: (duration: string) => string): void {
  if (to - from >= 1) waits.push({ from, to, label: toLabel(formatDuration(to - from)) });
}

/** The timeline as text, for screen readers. */
function describeTimeline({ attempts, upcoming }: RunTimeline): string {
  const parts = attempts.map(({ number, from, to, outcome, code }) => {
    const result = `${toWords(outcome)}${code === null ? '' : ` ${code}`}`;
    return `attempt ${number} ${result} after ${formatDuration(to - from)}`;
  });
  if (upcoming) parts.push(`attempt ${upcoming.number} upcoming`);
  return parts.join(', ');
}
