// A steady flow: recurring jobs, each every minute, whose due instants lie evenly over the minute.
import { setTimeout as delay } from 'node:timers/promises';
import type { DeliverySummary, Range } from './deliveries.ts';
import type { Ground } from './ground.ts';
import type { Ours } from './ours.ts';
import type { JobFields } from './service.ts';

export const MINUTE_MS = 60_000;
/** How long late deliveries are waited for once the last run is due. */
const PATIENCE_MS = 30_000;

/** The anchor of each job's schedule: it lies in the past and chooses the phase within the minute. */
export function anchorOf(index: number, jobs: number): number {
  return Date.UTC(2026, 0, 1) + Math.floor((index * MINUTE_MS) / jobs);
}

/** Creates the jobs through the API; they begin as they are created. */
export async function createFlow(ours: Ours, perSecond: number, tag = 'flow'): Promise<void> {
  const count = perSecond * 60;
  const jobs = Array.from(
    { length: count },
    (_, index): JobFields => ({
      name: `Every minute ${index}`,
      schedule_type: 'recurring',
      interval: 'minute',
      interval_value: 1,
      starts_at: new Date(anchorOf(index, count)).toISOString(),
      tags: [tag],
    }),
  );
  await ours.createJobs(jobs);
}

export interface FlowResult {
  range: Range;
  expected: number;
  delivered: DeliverySummary;
  /** Succeeded runs in history. */
  succeeded: number;
  /** One summary per span, to see whether lateness grows. */
  spans: DeliverySummary[];
}

export interface FlowOptions {
  ground: Ground;
  ours: Ours;
  perSecond: number;
  seconds: number;
  spanMs?: number;
  /** Milliseconds until the measured range begins. */
  settleMs?: number;
}

/** Measures what is due within a range of whole seconds that begins soon. */
export async function measureFlow(options: FlowOptions): Promise<FlowResult> {
  const { ground, ours, perSecond, seconds, spanMs = 10_000, settleMs = 10_000 } = options;
  const from = Math.ceil((Date.now() + settleMs) / 1_000) * 1_000;
  const range = { from, to: from + seconds * 1_000 };
  await delay(range.to - Date.now());
  return await readFlow({ ground, ours, range, expected: perSecond * seconds, spanMs });
}

/** Waits until what was due in the range has arrived and is recorded, or patience ends. */
export async function readFlow(options: {
  ground: Ground;
  ours: Ours;
  range: Range;
  expected: number;
  spanMs: number;
}): Promise<FlowResult> {
  const { ground, ours, range, expected, spanMs } = options;
  const deadline = range.to + PATIENCE_MS;
  let succeeded = 0;
  do {
    await delay(500);
    if ((await ground.target.call('count', range)) < expected) continue;
    succeeded = await ours.countSucceeded(range);
  } while (succeeded < expected && Date.now() < deadline);
  return {
    range,
    expected,
    succeeded: await ours.countSucceeded(range),
    delivered: await ground.target.call('summarize', range),
    spans: await ground.target.call('summarizeSpans', { range, spanMs }),
  };
}
