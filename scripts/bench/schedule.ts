// Measures the cost of the next occurrence, beside cron-parser and croner.
import { availableParallelism } from 'node:os';
import { lastAnswer, median, medians, ROUNDS, worst } from './measure.ts';
import { CASES, type Case, INSTANTS, instantsOf, unseen } from './schedule-cases.ts';
import { type Asked, ENGINES, type Engine, type Next, ours } from './schedule-engines.ts';
import { formatMicroseconds, formatRatio, formatTable } from './table.ts';

const PROMISED_US = { common: 15, rare: 1_000 };

type Figures = Record<Engine['name'], number | undefined>;
interface Row {
  schedule: string;
  timezone: string;
  rare: boolean;
  /** µs per call */
  us: Figures;
  /** To ours. */
  ratio: Figures;
}

/** Prints the figures; false when a promise is broken. */
export function run(json: boolean): boolean {
  const tables = {
    next: CASES.map((each) =>
      row(
        each,
        overEngines(each, (engine) => asking(engine, each)),
      ),
    ),
    cold: CASES.map((each) =>
      row(
        each,
        overEngines(each, (engine) => readingAndAsking(engine, each)),
      ),
    ),
    parse: CASES.map((each) =>
      row(
        each,
        overEngines(each, (engine) => reading(engine, each)),
      ),
    ),
    again: CASES.map((each) =>
      row(
        each,
        overEngines(each, (engine) => readingAgain(engine, each)),
      ),
    ),
    worst: CASES.map((each) => row(each, worstOver(each))),
  };
  const promises = [
    promise(
      'common, median',
      PROMISED_US.common,
      tables.next.filter((each) => !each.rare),
    ),
    promise(
      'rarest, median',
      PROMISED_US.rare,
      tables.next.filter((each) => each.rare),
    ),
    promise(
      'rarest, read and asked once, median',
      PROMISED_US.rare,
      tables.cold.filter((each) => each.rare),
    ),
  ];
  const disagreements = CASES.flatMap(disagreementsOf);
  const zones = firstInZone();
  const machine = { node: process.version, cores: availableParallelism(), rounds: ROUNDS };
  if (json) {
    console.log(JSON.stringify({ machine, ...tables, zones, promises, disagreements }, null, 2));
  } else {
    console.log(
      [
        `µs per call, ${ROUNDS} rounds; × is the time of ours. Node ${process.version}, ${machine.cores} cores.`,
        show('Next occurrence after an instant; the schedule has been read (median)', tables.next),
        show('The same of an expression never seen before: read, then asked once (median)', tables.cold),
        show('Reading alone, of an expression never seen before (median)', tables.parse),
        show('Reading alone, of an expression seen before (median)', tables.again),
        show(
          'Next occurrence: the slowest single call of some thousand, whatever the machine did meanwhile',
          tables.worst,
        ),
        `First question in a time zone (ours, ${zones.count} zones): median ${formatMicroseconds(zones.medianUs)}, worst ${formatMicroseconds(zones.worstUs)} µs`,
        [
          'Promises (ours)',
          ...promises.map(
            ({ about, limitUs, us, kept }) =>
              `  ${about}: ${formatMicroseconds(us)} of ${limitUs} µs – ${kept ? 'kept' : 'BROKEN'}`,
          ),
        ].join('\n'),
        ['Answers that are not ours', ...(disagreements.length > 0 ? disagreements : ['none'])].join('\n  '),
      ].join('\n\n'),
    );
  }
  // Whatever the calls answered has been needed for something.
  if (lastAnswer() === undefined) throw new Error('nothing was asked');
  return promises.every(({ kept }) => kept);
}

// Each of these is undefined where the engine does not know the schedule.

function asking(engine: Engine, each: Case): ((index: number) => unknown) | undefined {
  const next = tryParse(engine, each);
  const instants = instantsOf(each);
  return next && ((index) => next(instants[index % INSTANTS]!));
}

function readingAndAsking(engine: Engine, each: Case): ((index: number) => unknown) | undefined {
  const instants = instantsOf(each);
  return (
    tryParse(engine, each) && ((index) => engine.parse(unseen(each, index))(instants[index % INSTANTS]!))
  );
}

function reading(engine: Engine, each: Case): ((index: number) => unknown) | undefined {
  return tryParse(engine, each) && ((index) => engine.parse(unseen(each, index)));
}

function readingAgain(engine: Engine, each: Case): (() => unknown) | undefined {
  return tryParse(engine, each) && (() => engine.parse(each));
}

function tryParse(engine: Engine, asked: Asked): Next | undefined {
  try {
    return engine.parse(asked);
  } catch {
    return undefined;
  }
}

function overEngines(
  each: Case,
  callOf: (engine: Engine) => ((index: number) => unknown) | undefined,
): Figures {
  const calls = ENGINES.map((engine) => ({ name: engine.name, call: callOf(engine) }));
  const known = calls.flatMap(({ name, call }) => (call === undefined ? [] : [{ name, call }]));
  const figures = medians(known.map(({ call }) => call));
  return figuresOf(known.map(({ name }, index) => [name, figures[index]]));
}

function worstOver(each: Case): Figures {
  return figuresOf(
    ENGINES.map((engine) => {
      const call = asking(engine, each);
      return [engine.name, call && worst(call)];
    }),
  );
}

function figuresOf(entries: readonly (readonly [Engine['name'], number | undefined])[]): Figures {
  return { ours: undefined, 'cron-parser': undefined, croner: undefined, ...Object.fromEntries(entries) };
}

function nameOf(each: Case): string {
  if ('expression' in each) return each.expression;
  return `every ${each.value} ${each.interval}${each.value === 1 ? '' : 's'}`;
}

function row(each: Case, us: Figures): Row {
  const toOurs = (figure: number | undefined) =>
    figure === undefined || us.ours === undefined ? undefined : figure / us.ours;
  return {
    schedule: nameOf(each),
    timezone: each.timezone,
    rare: each.rare,
    us,
    ratio: { ours: 1, 'cron-parser': toOurs(us['cron-parser']), croner: toOurs(us.croner) },
  };
}

function show(title: string, rows: readonly Row[]): string {
  return formatTable(
    title,
    ['schedule', 'ours', 'cron-parser', '', 'croner', ''],
    rows.map(({ schedule, timezone, us, ratio }) => [
      `${schedule}${timezone === 'UTC' ? '' : `  ${timezone}`}`,
      formatMicroseconds(us.ours),
      formatMicroseconds(us['cron-parser']),
      formatRatio(ratio['cron-parser']),
      formatMicroseconds(us.croner),
      formatRatio(ratio.croner),
    ]),
  );
}

function promise(about: string, limitUs: number, rows: readonly Row[]) {
  const us = Math.max(...rows.map((each) => each.us.ours ?? Infinity));
  return { about, limitUs, us, kept: us <= limitUs };
}

/** A ratio means little where the answers differ, so it is said where they do. */
function disagreementsOf(each: Case): string[] {
  const next = ours.parse(each);
  const instants = instantsOf(each);
  return ENGINES.flatMap((engine) => {
    const theirs = tryParse(engine, each);
    const differing =
      theirs === undefined ? [] : instants.filter((instant) => theirs(instant) !== next(instant));
    if (differing.length === 0) return [];
    return [`${nameOf(each)} ${each.timezone}: ${differing.length} of ${INSTANTS} of ${engine.name}`];
  });
}

/** What is remembered of a zone is computed at the first question in it: some 17 years around the instant. */
function firstInZone(): { count: number; medianUs: number; worstUs: number } {
  const used = new Set(CASES.map(({ timezone }) => timezone));
  const names = Intl.supportedValuesOf('timeZone').filter((name) => !used.has(name));
  const took = names.map((timezone) => {
    const started = performance.now();
    ours.parse({ expression: '30 2 * * *', timezone })(Date.parse('2027-01-01T00:00:00Z'));
    return (performance.now() - started) * 1_000;
  });
  return { count: names.length, medianUs: median(took), worstUs: Math.max(...took) };
}
