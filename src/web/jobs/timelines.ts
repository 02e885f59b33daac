// Loads the timelines of the job rows in view.
import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job, JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import type { List } from '../list/list.ts';
import { LIST_INTERVALS, useQuery } from '../query.ts';

const IDS_PER_REQUEST = 100;
/** Delays the request while scrolling, so that rows that pass by load nothing. */
const SCROLL_PAUSE_MS = 80;
/** Timelines of rows that were scrolled past are kept up to this number. */
const MAX_TIMELINES = 300;

/** By job ID; call it once, in the table: a query per row would make scrolling slow. */
export function useTimelines(list: List<Job>): ReadonlySignal<Record<string, JobTimeline> | undefined> {
  const query = useQuery<Record<string, JobTimeline>>(
    'timelines',
    async ({ stale, known = {} }) => {
      const ids = list.idsInView.peek().filter((id) => stale.length > 0 || !(id in known));
      const entries = Object.entries(known);
      for (let from = 0; from < ids.length; from += IDS_PER_REQUEST)
        for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + IDS_PER_REQUEST)))
          entries.push([timeline.job_id, timeline]);
      return Object.fromEntries(entries.slice(-MAX_TIMELINES));
    },
    LIST_INTERVALS,
  );
  const fillLater = () => {
    const ids = list.idsInView.value;
    const timer = setTimeout(() => {
      const known = query.data.peek() ?? {};
      if (ids.some((id) => !(id in known))) void query.fill();
    }, SCROLL_PAUSE_MS);
    return () => clearTimeout(timer);
  };
  useEffect(() => effect(fillLater), [list]);
  return query.data;
}
