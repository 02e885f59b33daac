// Loads the timelines of the drawn job rows in batches, and caches them.
import { useEffect } from 'preact/hooks';
import type { JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { LIST_INTERVALS, queryClient, useCached, useQuery } from '../query.ts';

const IDS_PER_REQUEST = 100;
/** Delays the request while scrolling, so that rows that pass by load nothing. */
const SCROLL_PAUSE_MS = 80;

/** Frees the timelines of rows that were scrolled past. */
queryClient.setQueryDefaults(['timeline'], { gcTime: 30_000 });

/** IDs of the jobs whose rows are drawn. */
const drawnIds = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Refreshes the timelines of all drawn rows; call it once, in the table. */
export function useTimelines(): void {
  useQuery('drawn timelines', () => fetchTimelines([...drawnIds]), LIST_INTERVALS);
}

/** Returns undefined until the timeline is loaded. */
export function useTimeline(id: string): JobTimeline | undefined {
  const timeline = useCached<JobTimeline>(['timeline', id]);
  useEffect(() => {
    drawnIds.add(id);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const missing = [...drawnIds].filter(
        (one) => queryClient.getQueryData(['timeline', one]) === undefined,
      );
      // The request of the list reports an outage.
      fetchTimelines(missing).catch(() => undefined);
    }, SCROLL_PAUSE_MS);
    return () => {
      drawnIds.delete(id);
    };
  }, [id]);
  return timeline;
}

/** Returns the number of loaded timelines. */
async function fetchTimelines(ids: string[]): Promise<number> {
  for (let from = 0; from < ids.length; from += IDS_PER_REQUEST)
    for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + IDS_PER_REQUEST)))
      queryClient.setQueryData(['timeline', timeline.job_id], timeline);
  return ids.length;
}
