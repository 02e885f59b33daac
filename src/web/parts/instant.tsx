// Shows instants relative to now, with the exact time on hover.
import { useSignal } from '@preact/signals';
import { now } from '../clock.ts';
import { formatInstant, formatRelative } from '../format/time.ts';
import { ownZone } from '../format/zone.ts';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';

interface Props {
  at: string;
}

/** `in 14 h`, `3 min ago`; updates every second. */
export function RelativeTime({ at }: Props) {
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatRelative(at, now.value)}
    </time>
  );
}

/** Next run of a job, or “paused” while the scheduler is. Hover or focus shows the exact time in the job's zone `zone` too. */
export function NextRun({ at, zone }: Props & { zone?: string }) {
  const hasTooltip = useSignal(false);
  const showTooltip = (isShown: boolean) => () => {
    hasTooltip.value = isShown;
  };
  return (
    <time
      class="next-run"
      dateTime={at}
      tabIndex={0}
      onMouseEnter={showTooltip(true)}
      onMouseLeave={showTooltip(false)}
      onFocus={showTooltip(true)}
      onBlur={showTooltip(false)}
    >
      {isSchedulerPaused()
        ? 'paused'
        : Date.parse(at) <= now.value
          ? 'due now'
          : formatRelative(at, now.value)}
      {hasTooltip.value && (
        <span class="tip" role="tooltip">
          {isSchedulerPaused() && <span>Does not start while the scheduler is paused.</span>}
          {zone !== undefined && zone !== ownZone && <span>{formatInstant(at, zone)}</span>}
          <span>{formatInstant(at, ownZone)}, your time zone</span>
        </span>
      )}
    </time>
  );
}

/** The relative time followed by the exact time. */
export function ExactTime({ at }: Props) {
  return (
    <time class="exact-time" dateTime={at}>
      <span>{formatRelative(at, now.value)}</span> <span class="muted">{formatInstant(at)}</span>
    </time>
  );
}
