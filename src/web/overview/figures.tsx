// The numbers that say at a glance whether all is well.
import type { ComponentChildren } from 'preact';
import type { Stats } from '../../../client/src/index.ts';
import { formatCount, formatDuration } from '../format/time.ts';
import { Mark } from '../parts/status.tsx';
import { links } from '../router.ts';
import { shortWindow } from './window-choice.tsx';

/** Undefined: not known yet; they take their room all the same. */
export function Figures({ stats }: { stats: Stats | undefined }) {
  const ran = stats && stats.totals.succeeded + stats.totals.failed + stats.totals.canceled;
  const late = stats?.totals.lateness_ms;
  return (
    <dl class="figures">
      <Figure name="active jobs">
        {stats && <a href={links.jobs({ status: 'active' })}>{formatCount(stats.jobs.active)}</a>}
      </Figure>
      <Figure name="failing" isBad={stats !== undefined && stats.jobs.failing > 0}>
        {stats && (
          <a href={links.jobs({ failing: 'true' })}>
            {stats.jobs.failing > 0 && <Mark name="failed" />}
            {formatCount(stats.jobs.failing)}
          </a>
        )}
      </Figure>
      <Figure name={stats ? `runs in ${shortWindow(stats.window)}` : 'runs'}>
        {ran === undefined ? undefined : <a href={links.runs()}>{formatCount(ran)}</a>}
      </Figure>
      <Figure name="succeeded">{stats && formatShare(stats.totals.success_rate)}</Figure>
      <Figure name="p50 late">{late && formatLateness(late.p50)}</Figure>
      <Figure name="p95 late">{late && formatLateness(late.p95)}</Figure>
      <Figure name="p99 late">{late && formatLateness(late.p99)}</Figure>
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

/** All is all: one failure among a million is not rounded away. */
function formatShare(share: number | null): string {
  if (share === null) return '–';
  return share === 1 ? '100 %' : `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`;
}

function formatLateness(ms: number | null): string {
  return ms === null ? '–' : formatDuration(ms);
}
