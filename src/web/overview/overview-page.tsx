// The overview page: key figures, load chart, upcoming runs, and what needs attention.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Stats } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { lazy } from '../parts/lazy.tsx';
import { useTitle, ZoneSwitch } from '../parts/page.tsx';
import { StatusMark } from '../parts/status.tsx';
import { useQuery } from '../query.ts';
import { links, query } from '../router.ts';
import { isFirstUse } from '../system/first-job.ts';
import { Load } from '../timeline/load.tsx';
import { Attention } from './attention.tsx';
import { NextUp } from './next-up.tsx';
import { ServiceLine } from './service-line.tsx';
import { shortWindow, TimeRange, windows } from './time-range.tsx';

const FirstUse = lazy(async () => (await import('../system/first-use.tsx')).FirstUse);

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

/** Shows placeholders of the same size while `stats` is undefined. */
function Figures({ stats }: { stats: Stats | undefined }) {
  const finishedRuns = stats && stats.totals.succeeded + stats.totals.failed + stats.totals.canceled;
  const delay = stats?.totals.lateness_ms;
  return (
    <dl class="figures">
      <Figure name="active jobs">
        {stats && <a href={links.jobs({ status: 'active' })}>{formatCount(stats.jobs.active)}</a>}
      </Figure>
      <Figure name="failing" isBad={stats !== undefined && stats.jobs.failing > 0}>
        {stats && (
          <a href={links.jobs({ failing: 'true' })}>
            {stats.jobs.failing > 0 && <StatusMark name="failed" />}
            {formatCount(stats.jobs.failing)}
          </a>
        )}
      </Figure>
      <Figure name={stats ? `runs in ${shortWindow(stats.window)}` : 'runs'}>
        {finishedRuns === undefined ? undefined : <a href={links.runs()}>{formatCount(finishedRuns)}</a>}
      </Figure>
      <Figure name="succeeded">{stats && formatShare(stats.totals.success_rate)}</Figure>
      <Figure name="p50 delay">{delay && formatDelay(delay.p50)}</Figure>
      <Figure name="p95 delay">{delay && formatDelay(delay.p95)}</Figure>
      <Figure name="p99 delay">{delay && formatDelay(delay.p99)}</Figure>
    </dl>
  );
}

function Figure({ name, isBad, children }: { name: string; isBad?: boolean; children: ComponentChildren }) {
  return (
    <div class={isBad ? 'bad' : undefined}>
      <dt>{name}</dt>
      <dd>{children ?? <span class="skeleton" />}</dd>
    </div>
  );
}

/** Rounds down, so that a single failure never shows as 100 %. */
function formatShare(share: number | null): string {
  if (share === null) return '–';
  return share === 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function formatDelay(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}
