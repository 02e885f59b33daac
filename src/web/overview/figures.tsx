// The overview's key figures: jobs, runs, success rate and start delay.
import type { ComponentChildren } from 'preact';
import type { Stats } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { StatusMark } from '../parts/status.tsx';
import { links } from '../router.ts';
import { shortWindow } from './time-range.tsx';

/** Shows placeholders of the same size while `stats` is undefined. */
export function Figures({ stats }: { stats: Stats | undefined }) {
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
