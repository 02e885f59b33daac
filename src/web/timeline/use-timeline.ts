// Loads the data of a job's timeline: time range, past runs and upcoming occurrences.
import { useMemo } from 'preact/hooks';
import type { Job, Preview } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { toPreviewInput } from '../preview/preview-input.ts';
import { useQuery } from '../query.ts';
import { query } from '../router.ts';
import { type PastRuns, usePastRuns } from './past-runs.ts';
import { countUpcoming, defaultRange, isRange, type Range, ranges } from './window.ts';

/** Limit of the API. */
export const MAX_OCCURRENCES = 1_000;
/** Minimum time between requests. Twice the visible occurrences are requested, so they last. */
const MIN_INTERVAL_MS = 30_000;

export interface Timeline {
  /** Undefined while loading. */
  range: Range | undefined;
  past: PastRuns | undefined;
  ahead: Preview | undefined;
  refresh: () => Promise<void>;
}

/** @param preview the next few occurrences; undefined while loading, null if there are none */
export function useTimeline(job: Job, preview: Preview | null | undefined): Timeline {
  const isLoaded = preview !== undefined;
  // Use the first loaded occurrences only, so that the range does not change as time passes.
  const automatic = useMemo(
    () => (isLoaded ? defaultRange(job, preview?.occurrences ?? [], Date.now()) : undefined),
    [job.version, isLoaded],
  );
  const named = query.value.get('range');
  const range = isRange(named) ? named : automatic;
  const count = range && preview && job.status === 'active' ? countUpcoming(range, preview.occurrences) : 0;
  const { data } = useQuery(
    `ahead of ${job.id}, ${job.version} ${job.status} ${range} ${count > 0}`,
    async () => (count > 0 ? await api.schedules.preview({ ...toPreviewInput(job), count }) : undefined),
    { on: [], leastMs: MIN_INTERVAL_MS },
  );
  const from = Date.now() - (range ? ranges[range].ms : 0);
  const { past, refresh } = usePastRuns(job.id, from);
  return { range, past, ahead: data.value, refresh };
}
