// What a job's timeline is made of: its range, its past, and its occurrences to come.
import { useMemo } from 'preact/hooks';
import type { Job, Preview } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { toPreviewInput } from '../preview/stored-schedule.ts';
import { query } from '../router.ts';
import { type Past, usePast } from './past.ts';
import { countAhead, fitRange, isRange, type Range, ranges } from './window.ts';

/** The service tells no more at once. */
export const AHEAD_AT_MOST = 1_000;
/** Twice as much as is in sight is asked for: it lasts. */
const LEAST_MS = 30_000;

export interface Timeline {
  /** Undefined: not known yet. */
  range: Range | undefined;
  past: Past | undefined;
  ahead: Preview | undefined;
  refresh: () => Promise<void>;
}

/** @param preview the next few occurrences; undefined before they are known, null where there are none */
export function useTimeline(job: Job, preview: Preview | null | undefined): Timeline {
  const isKnown = preview !== undefined;
  // By what was known first: the next few occurrences are others soon, and the range stays.
  const fitting = useMemo(
    () => (isKnown ? fitRange(job, preview?.occurrences ?? [], Date.now()) : undefined),
    [job.version, isKnown],
  );
  const named = query.value.get('range');
  const range = isRange(named) ? named : fitting;
  const count = range && preview && job.status === 'active' ? countAhead(range, preview.occurrences) : 0;
  const { data } = useLive(
    `ahead of ${job.id}, ${job.version} ${job.status} ${range} ${count > 0}`,
    async () => (count > 0 ? await api.schedules.preview({ ...toPreviewInput(job), count }) : undefined),
    { on: [], leastMs: LEAST_MS },
  );
  const from = Date.now() - (range ? ranges[range].ms : 0);
  const { past, refresh } = usePast(job.id, from);
  return { range, past, ahead: data.value, refresh };
}
