// Runs a steady flow at half the fire rate, which it measures first.
import { cloneJobs } from './clone.ts';
import { makeOurs } from './contenders.ts';
import { fireOnce } from './fire.ts';
import { type FlowResult, measureFlow } from './flow.ts';
import type { Ground } from './ground.ts';
import { type Ours, startOurs } from './ours.ts';
import type { Context } from './report.ts';

export interface HalfPeak {
  ours: Ours;
  perSecond: number;
  /** Measures so many seconds from soon on. */
  measureSeconds: (seconds: number, settleMs?: number) => Promise<FlowResult>;
}

export async function startHalfPeak(
  { knobs, report }: Context,
  ground: Ground,
  database: string,
): Promise<HalfPeak> {
  let perSecond = knobs.halfPeakPerSecond;
  if (perSecond === 0) {
    report(`measuring the fire rate with ${knobs.burst} runs`);
    const peak = await fireOnce(ground, await makeOurs(ground), knobs.burst, knobs);
    perSecond = Math.max(1, Math.floor(peak.perSecond / 2));
  }
  const databaseUrl = await ground.makeMonth(database);
  const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl() });
  report(`creating ${perSecond * 60} jobs for ${perSecond} runs a second`);
  await cloneJobs(ours, perSecond * 60, 'spread', 'half-peak');
  const [row] = await ours.query<{ first: Date }>('select min(next_due_at) as first from job_states');
  await new Promise((resolve) => setTimeout(resolve, row!.first.getTime() + 10_000 - Date.now()));
  await ground.target.call('forget');
  return {
    ours,
    perSecond,
    measureSeconds: async (seconds, settleMs = 1_000) =>
      await measureFlow({ ground, ours, perSecond, seconds, settleMs, spanMs: 5_000 }),
  };
}

/** Deliveries a second: those due in the range that arrived by its end plus a second. */
export function throughputOf({ delivered, range }: FlowResult): number {
  const seconds = Math.max(range.to - range.from, delivered.lastAt - range.from) / 1_000;
  return delivered.count / seconds;
}
