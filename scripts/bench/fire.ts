// Measures how many runs per second complete when all are due at one instant, beside other schedulers.
import { type BurstResult, measureBurst, warmUp } from './burst.ts';
import { type Contender, makeOurs, makePeer } from './contenders.ts';
import { type Ground, withGround } from './ground.ts';
import { type Context, format, formatSpread, type Promised, type Report, spreadOf } from './report.ts';

export interface Fired {
  contender: Contender;
  count: number;
  rounds: BurstResult[];
}

export async function measure(context: Context): Promise<Report> {
  const { knobs } = context;
  return await withGround(knobs, async (ground) => {
    const contenders = await makeContenders(ground);
    const counts = [knobs.burst, knobs.largeBurst].filter((count) => count > 0);
    const fired: Fired[] = [];
    for (const count of counts) fired.push(...(await fireAll(context, ground, contenders, count)));
    return {
      title: 'fire: runs due at one instant, until the last outcome is durable',
      notes: [
        ground.settings,
        'µs of CPU per run; “others” is what processes outside the benchmark took of the machine meanwhile.',
        ...contenders.map(({ name, settings }) => `  ${name}: ${settings}`),
      ],
      tables: counts.map((count) => toTable(fired, count)),
      promises: counts.flatMap((count) => toPromises(fired, count)),
      charts: counts.map((count) => ({
        file: `fire-${count}`,
        title: `${format(count)} runs due at one instant`,
        unit: 'runs per second, outcomes durable (longer is better)',
        bars: fired
          .filter((each) => each.count === count || each.contender.peer === 'agenda')
          .map(({ contender, rounds }) => ({
            name: contender.name,
            value: rateOf(rounds),
            isOurs: contender.peer === 'ours',
          })),
      })),
      figures: fired.map(({ contender: { name, settings }, count, rounds }) => ({
        name,
        settings,
        count,
        rounds,
      })),
    };
  });
}

async function makeContenders(ground: Ground): Promise<Contender[]> {
  const contenders = [await makeOurs(ground)];
  for (const work of ['same', 'shipped'] as const) {
    for (const peer of ['graphile-worker', 'pg-boss', 'bullmq', 'agenda'] as const) {
      contenders.push(await makePeer(ground, peer, work));
    }
  }
  contenders.push(await makePeer(ground, 'undici', 'shipped'));
  return contenders;
}

/** Contenders take turns within a round, so that other load on the machine burdens all alike. */
export async function fireAll(
  { knobs, report }: Context,
  ground: Ground,
  contenders: readonly Contender[],
  count: number,
): Promise<Fired[]> {
  const fired = contenders.flatMap((contender) => {
    const isAgenda = contender.peer === 'agenda';
    // Agenda needs minutes for what takes the others seconds.
    if (isAgenda && count > knobs.burst) return [];
    return [
      {
        contender,
        count: isAgenda ? Math.min(count, knobs.agendaBurst) : count,
        rounds: [] as BurstResult[],
      },
    ];
  });
  for (let round = 1; round <= knobs.rounds; round++) {
    for (const each of fired) {
      const result = await fireOnce(ground, each.contender, each.count, knobs);
      each.rounds.push(result);
      report(
        `round ${round}: ${each.contender.name}: ${result.ended} of ${each.count} in ${result.seconds.toFixed(1)} s, ${format(result.perSecond)}/s`,
      );
    }
  }
  return fired;
}

export async function fireOnce(
  ground: Ground,
  contender: Contender,
  count: number,
  knobs: { warmUp: number; deadlineSeconds: number },
): Promise<BurstResult> {
  await ground.cleanUpBeside(contender.databaseUrl);
  const running = await contender.start();
  try {
    const createMsPerThousand = await warmUp(ground, running, knobs.warmUp);
    return await measureBurst({ ground, running, count, createMsPerThousand, ...knobs });
  } finally {
    await running.end();
  }
}

export function rateOf(rounds: readonly BurstResult[]): number {
  return spreadOf(rounds.map(({ perSecond }) => perSecond)).median;
}

function toTable(fired: readonly Fired[], count: number) {
  const ours = rateOf(fired.find((each) => each.contender.peer === 'ours' && each.count === count)!.rounds);
  return {
    title: `${format(count)} runs due at one instant (median of rounds, smallest–largest)`,
    head: [
      '',
      'runs',
      'runs/s',
      'ours ÷',
      'p50 late, ms',
      'p99 late, ms',
      'ended',
      'early',
      'doubled',
      'worker µs',
      'PostgreSQL µs',
      'others, cores',
    ],
    rows: fired
      .filter((each) => each.count === count || (each.contender.peer === 'agenda' && each.count <= count))
      .map(({ contender, count: own, rounds }) => [
        contender.name,
        format(own),
        formatSpread(rounds.map(({ perSecond }) => perSecond)),
        contender.peer === 'ours' ? '' : `× ${format(ours / rateOf(rounds))}`,
        formatSpread(rounds.map(({ delivered }) => delivered.p50Ms)),
        formatSpread(rounds.map(({ delivered }) => delivered.p99Ms)),
        String(Math.min(...rounds.map(({ ended }) => ended))),
        String(Math.max(...rounds.map(({ delivered }) => delivered.early))),
        String(Math.max(...rounds.map(({ delivered }) => delivered.doubled))),
        formatSpread(rounds.map(({ cpuUs }) => cpuUs.worker)),
        formatSpread(rounds.map(({ cpuUs }) => cpuUs.postgres)),
        formatSpread(rounds.map(({ foreignCores }) => foreignCores)),
      ]),
  };
}

function toPromises(fired: readonly Fired[], count: number): Promised[] {
  const of = (peer: Contender['peer'], work: Contender['work']) =>
    fired.find(
      ({ contender, count: own }) => own === count && contender.peer === peer && contender.work === work,
    )!.rounds;
  const ours = of('ours', 'same');
  const rate = rateOf(ours);
  const at = `${format(count)} at once`;
  const sum = (read: (round: BurstResult) => number) => ours.reduce((total, round) => total + read(round), 0);
  const atLeast = (about: string, measured: number, limit: number, unit = '×'): Promised => ({
    about: `${at}: ${about}`,
    measured,
    limit,
    bound: 'at least',
    unit,
  });
  return [
    atLeast(
      'rate beside graphile-worker doing the same work',
      rate / rateOf(of('graphile-worker', 'same')),
      2,
    ),
    atLeast('rate beside pg-boss doing the same work', rate / rateOf(of('pg-boss', 'same')), 2),
    atLeast('rate beside graphile-worker as shipped', rate / rateOf(of('graphile-worker', 'shipped')), 1),
    atLeast('rate beside a bare undici loop', rate / rateOf(of('undici', 'none')), 0.5),
    atLeast(
      'runs succeeded in history',
      sum(({ ended }) => ended),
      count * ours.length,
      'runs',
    ),
    {
      about: `${at}: early deliveries`,
      measured: sum(({ delivered }) => delivered.early),
      limit: 0,
      bound: 'at most',
      unit: 'runs',
    },
    {
      about: `${at}: doubled deliveries`,
      measured: sum(({ delivered }) => delivered.doubled),
      limit: 0,
      bound: 'at most',
      unit: 'runs',
    },
  ];
}
