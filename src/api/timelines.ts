// The route of job timelines: the last runs and next occurrences of many jobs.
import type { JobTimeline } from '../../openapi/schemas/timeline.ts';
import type { timelineRoutes } from '../../openapi/timelines.ts';
import { listNext } from '../planner/next-occurrence.ts';
import { countQueuedRuns } from '../store/run-limits.ts';
import { findTimelines, type Timeline } from '../store/timelines.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';

const LAST = 20;
const NEXT = 5;

export function createTimelineHandlers({ reading: db }: ApiDeps): Handlers<typeof timelineRoutes> {
  return {
    listJobTimelines: async (c) => {
      const ids = [...new Set(c.req.valid('query').ids)];
      const found = await findTimelines(db, ids, LAST);
      const limited = found.filter((job) => job.max_runs !== null).map((job) => job.id);
      const planned = limited.length === 0 ? new Map<string, number>() : await countQueuedRuns(db, limited);
      const byId = new Map(found.map((timeline) => [timeline.id, timeline]));
      const data = ids
        .flatMap((id) => byId.get(id) ?? [])
        .map((timeline) => viewTimeline(timeline, planned.get(timeline.id) ?? 0));
      return c.json({ data }, 200);
    },
  };
}

function viewTimeline(timeline: Timeline, planned: number): JobTimeline {
  return {
    job_id: timeline.id,
    runs: timeline.runs,
    next: listNext(timeline, planned, NEXT).map(viewInstant),
  };
}
