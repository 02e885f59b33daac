// Measures lateness at a steady rate: 1 000 runs a second, due evenly over each second.
import { createFlow, measureFlow } from './flow.ts';
import { withGround } from './ground.ts';
import { countMonth } from './month.ts';
import { startOurs } from './ours.ts';
import { type Context, format, type Report } from './report.ts';

export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const databaseUrl = await ground.makeMonth('ours');
    const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
    const history = await countMonth(ground.pool(databaseUrl));
    const { steadyPerSecond: perSecond, steadySeconds: seconds } = knobs;
    report(`creating ${perSecond * 60} jobs`);
    await createFlow(ours, perSecond);
    report(`measuring for ${seconds} s`);
    const cpuBefore = ground.cpu();
    const flow = await measureFlow({ ground, ours, perSecond, seconds });
    const cpuAfter = ground.cpu();
    const recorded = await ours.readLateness(flow.range);
    const { delivered, spans } = flow;
    return {
      title: `steady: ${format(perSecond)} runs a second for ${seconds} s`,
      notes: [
        ground.settings,
        `${history}; ${format(perSecond * 60)} recurring jobs, each every minute.`,
        `By the target's clock p50 ${format(delivered.p50Ms)}, p99 ${format(delivered.p99Ms)}, at most ${format(delivered.maxMs)} ms late; in history p50 ${format(recorded.p50Ms)}, p99 ${format(recorded.p99Ms)}, at most ${format(recorded.maxMs)} ms.`,
        `PostgreSQL used ${format(((cpuAfter.postgres - cpuBefore.postgres) * 1e6) / flow.expected)} µs of CPU per run. Errors logged: ${ours.countErrors()}.`,
      ],
      tables: [
        {
          title: 'Lateness by span of due instants',
          head: ['from, s', 'runs', 'p50, ms', 'p99, ms', 'max, ms', 'over 1 s'],
          rows: spans.map((span, index) => [
            String(index * 10),
            String(span.count),
            format(span.p50Ms),
            format(span.p99Ms),
            format(span.maxMs),
            String(span.over1s),
          ]),
        },
      ],
      promises: [
        { about: 'p99 lateness', measured: delivered.p99Ms, limit: 50, bound: 'at most', unit: 'ms' },
        {
          about: 'runs over one second late',
          measured: delivered.over1s,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
        {
          about: 'runs succeeded in history',
          measured: flow.succeeded,
          limit: flow.expected,
          bound: 'at least',
          unit: 'runs',
        },
        { about: 'early deliveries', measured: delivered.early, limit: 0, bound: 'at most', unit: 'runs' },
        {
          about: 'doubled deliveries',
          measured: delivered.doubled,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
      ],
      figures: { ...flow, recorded },
    };
  });
}
