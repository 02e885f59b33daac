// Measures a worker's peak memory against the number of runs due at one instant.
import { measureBurst } from './burst.ts';
import { makeOurs } from './contenders.ts';
import { readMemoryMb } from './cpu.ts';
import { withGround } from './ground.ts';
import { type Context, format, type Report } from './report.ts';

const LIMIT_MB = 300;
/** How much more the largest burst may take than a tenth of it: garbage comes in no fixed portions. */
const GROWTH = 1.25;

interface Peak {
  count: number;
  ended: number;
  idleMb: number;
  peakMb: number;
  perSecond: number;
}

/** A worker of its own per burst: a peak is never forgotten. */
export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    const ours = await makeOurs(ground);
    const peaks: Peak[] = [];
    for (const count of [0.02, 0.1, 1].map((share) => knobs.memoryBurst * share)) {
      const running = await ours.start();
      const idleMb = readMemoryMb(running.workerPids[0]!).now;
      const { ended, perSecond } = await measureBurst({
        ground,
        running,
        count,
        createMsPerThousand: 700,
        deadlineSeconds: knobs.deadlineSeconds,
      });
      const peakMb = readMemoryMb(running.workerPids[0]!).peak;
      await running.end();
      report(`${format(count)} at once: ${format(peakMb)} MB at most`);
      peaks.push({ count, ended, idleMb, peakMb, perSecond });
    }
    const [, tenth, largest] = peaks;
    return {
      title: 'memory: the worker’s peak by the number of runs due at one instant',
      notes: [ground.settings],
      tables: [
        {
          title: 'Resident memory of the worker',
          head: ['runs', 'ended', 'runs/s', 'before, MB', 'peak, MB'],
          rows: peaks.map(({ count, ended, perSecond, idleMb, peakMb }) => [
            format(count),
            format(ended),
            format(perSecond),
            format(idleMb),
            format(peakMb),
          ]),
        },
      ],
      promises: [
        {
          about: `peak with ${format(largest!.count)} at once`,
          measured: largest!.peakMb,
          limit: LIMIT_MB,
          bound: 'at most',
          unit: 'MB',
        },
        {
          about: `that beside the peak with ${format(tenth!.count)}`,
          measured: largest!.peakMb / tenth!.peakMb,
          limit: GROWTH,
          bound: 'at most',
          unit: '×',
        },
        {
          about: 'runs succeeded',
          measured: largest!.ended,
          limit: largest!.count,
          bound: 'at least',
          unit: 'runs',
        },
      ],
      figures: peaks,
    };
  });
}
