// The time windows of statistics and the length of their buckets.
import type { StatsWindow } from '../../openapi/schemas/stats.ts';
import type { SpanMinutes } from '../store/roll-ups.ts';

/** Between 48 and 72 buckets, each of whole spans. */
const WINDOWS: Readonly<Record<StatsWindow, { span: SpanMinutes; bucketMinutes: number; buckets: number }>> =
  {
    '1h': { span: 1, bucketMinutes: 1, buckets: 60 },
    '6h': { span: 5, bucketMinutes: 5, buckets: 72 },
    '24h': { span: 30, bucketMinutes: 30, buckets: 48 },
    '7d': { span: 180, bucketMinutes: 180, buckets: 56 },
    '30d': { span: 720, bucketMinutes: 720, buckets: 60 },
  };

/** The range of a window at `now`, including the current bucket. */
export function findWindow(window: StatsWindow, now: Temporal.Instant) {
  const { span, bucketMinutes, buckets } = WINDOWS[window];
  const bucketMs = bucketMinutes * 60_000;
  const newestMs = Math.floor(now.epochMilliseconds / bucketMs) * bucketMs;
  const from = Temporal.Instant.fromEpochMilliseconds(newestMs - (buckets - 1) * bucketMs);
  return { span, bucketMinutes, buckets, from };
}
