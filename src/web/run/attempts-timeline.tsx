// A run's attempts in time, to scale: when it was due, how late it was, what it waited for, and what is to come.
import type { RunWithAttempts } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { formatDuration, formatSeconds, formatShort } from '../format/time.ts';
import { toWords } from '../format/words.ts';
import { useWidth } from '../parts/width.ts';
import { Bar, NowLine, Tick } from '../timeline/bar.tsx';
import { type Course, describeCourse, readCourse, type Sent, stepOf } from './course.ts';

const HEIGHT = 72;
const TOP = 20;
const BASE = 48;
const BAR = BASE - TOP;
const LEAST = 4;
/** Room for the last bar's least width, and for half of its label. */
const RIGHT = 24;
const LABEL = 56;

interface Props {
  run: RunWithAttempts;
  onOpen: (number: number) => void;
}

export function AttemptsTimeline({ run, onOpen }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  // A run that has ended does not move with the clock.
  const course = readCourse(run, run.finished_at === null ? now.value : 0);
  if (!course) return null;
  return (
    <div ref={ref} class="course">
      {width.value > 0 && <Drawing course={course} width={width.value} onOpen={onOpen} />}
    </div>
  );
}

function Drawing({ course, width, onOpen }: { course: Course; width: number; onOpen: Props['onOpen'] }) {
  const span = spanOf(course);
  const x = (at: number) => 1 + ((at - course.start) / span) * (width - RIGHT - 1);
  const wide = (from: number, to: number) => Math.max(LEAST, x(to) - x(from));
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={`Timeline: ${describeCourse(course)}`}>
      <path class="ground" d={`M0 ${BASE + 0.5}H${width}`} />
      <Axis course={course} span={span} x={x} width={width} />
      {course.waits.map(({ from, to, told }) => (
        <g key={from} class="course-wait">
          <title>{told}</title>
          <path d={`M${x(from)} ${BASE - 6}V${BASE}M${x(from)} ${BASE - 3}H${x(to)}`} />
          {x(to) - x(from) > told.length * 7 + 16 && (
            <text x={(x(from) + x(to)) / 2} y={BASE - 12}>
              {told}
            </text>
          )}
        </g>
      ))}
      {course.attempts.map((sent) => (
        <g key={sent.number} class="course-attempt" onClick={() => onOpen(sent.number)}>
          <title>{tell(sent)}</title>
          <Drawn sent={sent} x={x(sent.from)} width={wide(sent.from, sent.to)} />
        </g>
      ))}
      {labelled(course, x, wide).map(({ at, text, key }) => (
        <text key={key} class="course-label" x={Math.min(at, width - text.length * 3.5)} y={TOP - 7}>
          {text}
        </text>
      ))}
      {course.next && (
        <g>
          <title>{`Attempt ${course.next.number}: ${formatShort(new Date(course.next.at).toISOString())}`}</title>
          <Tick x={x(course.next.at)} base={BASE} width={8} height={BAR} />
        </g>
      )}
      {!course.isOver && (
        <g
          class="course-now"
          style={{ transform: `translateX(${x(Math.min(now.value, course.start + span))}px)` }}
        >
          <NowLine x={0} top={TOP - 4} base={BASE + 4} />
        </g>
      )}
    </svg>
  );
}

/** What is under way grows within a span that doubles when it is full, rather than squeezing all else each second. */
function spanOf({ start, end, attempts }: Course): number {
  const span = Math.max(end - start, 1);
  return attempts.at(-1)?.outcome === 'running' ? 1_000 * 2 ** Math.ceil(Math.log2(span / 950)) : span;
}

function Drawn({ sent, x, width }: { sent: Sent; x: number; width: number }) {
  const box = { x, base: BASE, width, height: BAR };
  switch (sent.outcome) {
    case 'succeeded':
    case 'canceled':
    case 'running':
      return <Bar {...box} status={sent.outcome} />;
    case 'lost':
      // Nobody knows what became of it.
      return <rect class="bar-gap bar-missed" x={x + 0.5} y={TOP + 0.5} width={width - 1} height={BAR - 1} />;
    default:
      return <Bar {...box} status="failed" />;
  }
}

/** Numbers and codes above the bars, as far as they do not run into each other; the last one is always there. */
function labelled(course: Course, x: (at: number) => number, wide: (from: number, to: number) => number) {
  const all = course.attempts.map(({ number, from, to, code, outcome }) => ({
    key: number,
    // What moves has its number where it began.
    at: x(from) + (outcome === 'running' ? 4 : wide(from, to) / 2),
    text: code === null ? String(number) : `${number} · ${code}`,
  }));
  if (course.next)
    all.push({ key: course.next.number, at: x(course.next.at) + 4, text: String(course.next.number) });
  const shown: typeof all = [];
  for (const label of all.toReversed()) {
    const after = shown.at(-1);
    if (!after || after.at - label.at > LABEL) shown.push(label);
  }
  return shown.map((label) => ({ ...label, at: Math.max(label.at, label.text.length * 3.5) }));
}

function Axis({
  course,
  span,
  x,
  width,
}: {
  course: Course;
  span: number;
  x: (at: number) => number;
  width: number;
}) {
  const step = stepOf(span, width / 160);
  const marks = Array.from({ length: Math.floor(span / step) }, (_, index) => (index + 1) * step);
  const start = formatShort(new Date(course.start).toISOString());
  // Beside the first one there is the instant itself.
  const shown = marks.filter((ms) => x(course.start + ms) > start.length * 7 + 24);
  return (
    <g class="course-axis">
      <path d={`M1 ${BASE}v6${shown.map((ms) => `M${x(course.start + ms)} ${BASE}v6`).join('')}`} />
      <text x="0" y={HEIGHT - 4} class="first">
        {start}
      </text>
      {shown
        .filter((ms) => x(course.start + ms) < width - 24)
        .map((ms) => (
          <text key={ms} x={x(course.start + ms)} y={HEIGHT - 4}>
            {ms < 1_000 ? `+${ms} ms` : `+${formatSeconds(ms / 1_000)}`}
          </text>
        ))}
    </g>
  );
}

function tell({ number, from, to, outcome, code }: Sent): string {
  const what = outcome === 'running' ? 'under way' : toWords(outcome);
  return `Attempt ${number}: ${what}${code === null ? '' : ` ${code}`}, ${formatShort(new Date(from).toISOString())}, ${formatDuration(to - from)}`;
}
