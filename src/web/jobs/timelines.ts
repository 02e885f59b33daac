// Loads the timelines of the drawn job rows in batches, and caches them.
import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { JobTimeline } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { LIST_INTERVALS, recall, remember, useRefetch } from '../live.ts';
import { isSameJson } from '../same-json.ts';

const IDS_PER_REQUEST = 100;
const MAX_CACHED = 1_000;
/** Delays the request while scrolling, so that rows that pass by load nothing. */
const SCROLL_PAUSE_MS = 80;

type TimelineCache = Map<string, Signal<JobTimeline | undefined>>;

/** IDs of the jobs whose rows are drawn. */
const drawnIds = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Refreshes the timelines of all drawn rows; call it once, in the table. */
export function useTimelines(): void {
  useRefetch(() => fetchTimelines([...drawnIds]), LIST_INTERVALS);
}

/** Returns undefined until the timeline is loaded. */
export function useTimeline(id: string): JobTimeline | undefined {
  useEffect(() => {
    drawnIds.add(id);
    clearTimeout(timer);
    timer = setTimeout(
      () => void fetchTimelines([...drawnIds].filter((one) => !getSignal(one).peek())),
      SCROLL_PAUSE_MS,
    );
    return () => {
      drawnIds.delete(id);
    };
  }, [id]);
  return getSignal(id).value;
}

async function fetchTimelines(ids: string[]): Promise<void> {
  try {
    for (let from = 0; from < ids.length; from += IDS_PER_REQUEST) {
      for (const timeline of await api.jobs.listTimelines(ids.slice(from, from + IDS_PER_REQUEST))) {
        const cached = getSignal(timeline.job_id);
        if (!isSameJson(cached.peek(), timeline)) cached.value = timeline;
      }
    }
  } catch {
    // The strips keep their data; the request of the list reports the outage.
  }
}

function getSignal(id: string): Signal<JobTimeline | undefined> {
  const cache = recall<TimelineCache>('timelines') ?? new Map<string, Signal<JobTimeline | undefined>>();
  remember('timelines', cache);
  const timeline = cache.get(id) ?? signal<JobTimeline | undefined>(undefined);
  // Evicts the least recently used timeline.
  cache.delete(id);
  cache.set(id, timeline);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
  return timeline;
}
