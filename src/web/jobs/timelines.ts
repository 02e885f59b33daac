// Loads the timelines of the drawn job rows in batches.
import { useMemo } from 'preact/hooks';
import type { JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { LIST_INTERVALS, useQuery } from '../query.ts';

const IDS_PER_REQUEST = 100;
/** Delays the request while scrolling, so that rows that pass by load nothing. */
const SCROLL_PAUSE_MS = 80;
/** Timelines of rows that were scrolled past are kept up to this number. */
const MAX_TIMELINES = 300;

export interface Timelines {
  /** Undefined until the timeline is loaded. */
  find: (id: string) => JobTimeline | undefined;
  /** Call it when a row is drawn; returns a function to call when the row is removed. */
  show: (id: string) => () => void;
}

/** The timelines of all drawn rows; call it once, in the table. */
export function useTimelines(): Timelines {
  const drawnIds = useMemo(() => new Set<string>(), []);
  const query = useQuery<Record<string, JobTimeline>>(
    'timelines',
    async (stale, known = {}) => {
      const ids = [...drawnIds].filter((id) => stale.size > 0 || !(id in known));
      const entries = Object.entries(known);
      for (let from = 0; from < ids.length; from += IDS_PER_REQUEST)
        for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + IDS_PER_REQUEST)))
          entries.push([timeline.job_id, timeline]);
      return Object.fromEntries(entries.slice(-MAX_TIMELINES));
    },
    LIST_INTERVALS,
  );
  return useMemo(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const fillMissing = () => {
      const known = query.data.peek() ?? {};
      if ([...drawnIds].some((id) => !(id in known))) void query.fill();
    };
    return {
      find: (id) => query.data.value?.[id],
      show: (id) => {
        drawnIds.add(id);
        clearTimeout(timer);
        timer = setTimeout(fillMissing, SCROLL_PAUSE_MS);
        return () => drawnIds.delete(id);
      },
    };
  }, [query]);
}
