// The overview page: key figures, load chart, upcoming runs, and what needs attention.
import { useEffect, useRef } from 'preact/hooks';
import type { Stats } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useQuery } from '../query.ts';
import { useTitle } from '../parts/use-title.ts';
import { ZoneSwitch } from '../parts/zone-switch.tsx';
import { query } from '../router.ts';
import { FirstUse, isFirstUse } from '../system/first-use.tsx';
import { Load } from '../timeline/load.tsx';
import { Attention } from './attention.tsx';
import { Figures } from './figures.tsx';
import { NextUp } from './next-up.tsx';
import { ServiceLine } from './service-line.tsx';
import { TimeRange, windows } from './time-range.tsx';

/** The first request makes the service compute the forecast in the background; reload after this time. */
const FORECAST_MS = 1_500;

export function OverviewPage() {
  useTitle('Overview');
  const window = windows.find((one) => one === query.value.get('window')) ?? '24h';
  const live = useQuery(`stats ${window}`, () => api.stats({ window }), { leastMs: 3_000 });
  const last = useRef<Stats>(undefined);
  // Keeps showing the previous window, whose figures are labelled with it, while the new one loads.
  const stats = live.data.value ?? last.current;
  last.current = stats;
  const hasNoForecast = stats?.computed_at === null;
  useEffect(() => {
    if (!hasNoForecast) return;
    const timer = setTimeout(() => void live.refresh(), FORECAST_MS);
    return () => clearTimeout(timer);
  }, [hasNoForecast]);

  return stats?.jobs.total === 0 || isFirstUse.value ? (
    <>
      <h1>Overview</h1>
      <FirstUse />
    </>
  ) : (
    <OverviewBody stats={stats} window={window} />
  );
}

function OverviewBody({ stats, window }: { stats: Stats | undefined; window: Stats['window'] }) {
  const system = useQuery('system', () => api.system.get(), { on: ['runs'], leastMs: 10_000 }).data.value;
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        <ZoneSwitch />
        <TimeRange window={window} />
      </header>
      <Figures stats={stats} />
      <Load stats={stats} />
      <div class="overview-halves">
        <NextUp />
        <Attention stats={stats} system={system} window={window} />
      </div>
      <ServiceLine system={system} unfinished={stats?.runs} />
    </>
  );
}
