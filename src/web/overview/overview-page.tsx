// Is all well, what comes next, and what went wrong?
import { useEffect, useRef } from 'preact/hooks';
import type { Stats } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { useTitle } from '../parts/title.ts';
import { query } from '../router.ts';
import { FirstUse, isFirstUse } from '../system/first-use.tsx';
import { Load } from '../timeline/load.tsx';
import { Attention } from './attention.tsx';
import { Figures } from './figures.tsx';
import { NextUp } from './next-up.tsx';
import { ServiceLine } from './service-line.tsx';
import { WindowChoice, windows } from './window-choice.tsx';

/** The first question of a service has it forecast in the background. */
const FORECAST_MS = 1_500;

export function OverviewPage() {
  useTitle('Overview');
  const window = windows.find((one) => one === query.value.get('window')) ?? '24h';
  const live = useLive(`stats ${window}`, () => api.stats({ window }), { leastMs: 3_000 });
  const last = useRef<Stats>(undefined);
  // While another window is asked for, the one before stays, which says itself what it is of.
  const stats = live.data.value ?? last.current;
  last.current = stats;
  const isUnforecast = stats?.computed_at === null;
  useEffect(() => {
    if (!isUnforecast) return;
    const timer = setTimeout(() => void live.refresh(), FORECAST_MS);
    return () => clearTimeout(timer);
  }, [isUnforecast]);

  return stats?.jobs.total === 0 || isFirstUse.value ? (
    <>
      <h1>Overview</h1>
      <FirstUse />
    </>
  ) : (
    <Glance stats={stats} window={window} />
  );
}

function Glance({ stats, window }: { stats: Stats | undefined; window: Stats['window'] }) {
  const system = useLive('system', () => api.system.get(), { on: ['runs'], leastMs: 10_000 }).data.value;
  return (
    <>
      <header class="page-head">
        <h1>Overview</h1>
        <WindowChoice window={window} />
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
