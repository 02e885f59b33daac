// Measures lateness: 2 000 runs due at one instant beside the peers, and single runs on an idle system.
import { setTimeout as delay } from 'node:timers/promises';
import { makeOurs, makePeer } from './contenders.ts';
import { type Fired, fireAll, fireOnce, rateOf } from './fire.ts';
import { type Ground, withGround } from './ground.ts';
import { startOurs } from './ours.ts';
import { type Context, format, formatSpread, type Promised, type Report, spreadOf } from './report.ts';

export async function measure(context: Context): Promise<Report> {
  const { knobs, report } = context;
  return await withGround(knobs, async (ground) => {
    const idle = await measureIdle(ground, context);
    const ours = await makeOurs(ground);
    const peers = [
      await makePeer(ground, 'graphile-worker', 'same'),
      await makePeer(ground, 'pg-boss', 'same'),
      await makePeer(ground, 'bullmq', 'same'),
      await makePeer(ground, 'agenda', 'same'),
      await makePeer(ground, 'graphile-worker', 'shipped'),
      await makePeer(ground, 'pg-boss', 'shipped'),
      await makePeer(ground, 'bullmq', 'shipped'),
    ];
    const fired = await fireAll(context, ground, [ours, ...peers], knobs.smallBurst);
    report(`measuring the fire rate with ${knobs.burst} runs`);
    const peak = await fireOnce(ground, ours, knobs.burst, knobs);
    return {
      title: `lateness: ${format(knobs.smallBurst)} runs due at one instant, and single runs on an idle system`,
      notes: [
        ground.settings,
        'Lateness is from the due instant to the arrival at the target.',
        ...fired.map(({ contender: { name, settings } }) => `  ${name}: ${settings}`),
        `Fire rate in the same run, ${format(knobs.burst)} at once: ${format(peak.perSecond)}/s.`,
      ],
      tables: [
        {
          title: `${format(knobs.smallBurst)} runs due at one instant (median of rounds, smallest–largest)`,
          head: ['', 'p50, ms', 'p99, ms', 'max, ms', 'runs/s'],
          rows: fired.map(({ contender, rounds }) => [
            contender.name,
            formatSpread(rounds.map(({ delivered }) => delivered.p50Ms)),
            formatSpread(rounds.map(({ delivered }) => delivered.p99Ms)),
            formatSpread(rounds.map(({ delivered }) => delivered.maxMs)),
            format(rateOf(rounds)),
          ]),
        },
        {
          title: `Single runs, one every ${knobs.idleGapMs} ms`,
          head: ['', 'runs', 'p50, ms', 'p99, ms', 'max, ms'],
          rows: [
            [
              'arrival',
              String(idle.delivered.count),
              format(idle.delivered.p50Ms),
              format(idle.delivered.p99Ms),
              format(idle.delivered.maxMs),
            ],
            [
              'history',
              '',
              format(idle.recorded.p50Ms),
              format(idle.recorded.p99Ms),
              format(idle.recorded.maxMs),
            ],
          ],
        },
      ],
      promises: toPromises(fired, peak.perSecond, knobs.smallBurst, idle),
      charts: [
        {
          file: `lateness-${knobs.smallBurst}`,
          title: `p99 lateness of ${format(knobs.smallBurst)} runs due at one instant`,
          unit: 'milliseconds (shorter is better)',
          bars: fired.map(({ contender, rounds }) => ({
            name: contender.name,
            value: p99Of(rounds),
            isOurs: contender.peer === 'ours',
          })),
        },
      ],
      figures: {
        idle,
        peak,
        bursts: fired.map(({ contender: { name, settings }, count, rounds }) => ({
          name,
          settings,
          count,
          rounds,
        })),
      },
    };
  });
}

async function measureIdle(ground: Ground, { knobs, report }: Context) {
  const databaseUrl = await ground.makeMonth('idle');
  const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
  const from = Date.now() + 10_000;
  // The odd milliseconds keep the instants from meeting any interval of the service.
  const instants = Array.from({ length: knobs.idleRuns }, (_, index) => from + index * (knobs.idleGapMs + 7));
  const range = { from, to: instants.at(-1)! + 1 };
  report(`single runs for ${Math.round((range.to - from) / 1_000)} s`);
  await ours.createJobs(
    instants.map((instant) => ({
      name: 'Single run',
      schedule_type: 'specific_time',
      specific_time: new Date(instant).toISOString(),
    })),
  );
  await delay(range.to + 5_000 - Date.now());
  const delivered = await ground.target.call('summarize', range);
  const recorded = await ours.readLateness(range);
  await ours.end();
  return { expected: knobs.idleRuns, delivered, recorded };
}

function p99Of(rounds: Fired['rounds']): number {
  return spreadOf(rounds.map(({ delivered }) => delivered.p99Ms)).median;
}

function toPromises(
  fired: readonly Fired[],
  perSecond: number,
  count: number,
  { expected, delivered }: Awaited<ReturnType<typeof measureIdle>>,
): Promised[] {
  const [ours, ...peers] = fired;
  const best = peers.reduce((least, each) => (p99Of(each.rounds) < p99Of(least.rounds) ? each : least));
  const atMost = (about: string, measured: number, limit: number, unit = 'ms'): Promised => ({
    about,
    measured,
    limit,
    bound: 'at most',
    unit,
  });
  const early = ours!.rounds.reduce((sum, round) => sum + round.delivered.early, delivered.early);
  const p99 = p99Of(ours!.rounds);
  return [
    atMost(
      `p99 of ${format(count)} at once, 1.5 × (${format(count)} ÷ fire rate)`,
      p99,
      (1_500 * count) / perSecond,
    ),
    atMost(`the same beside the best peer, ${best.contender.name}`, p99, p99Of(best.rounds)),
    atMost('p99 of single runs', delivered.p99Ms, 5),
    {
      about: 'single runs delivered',
      measured: delivered.count,
      limit: expected,
      bound: 'at least',
      unit: 'runs',
    },
    atMost('early deliveries', early, 0, 'runs'),
  ];
}
