// An instant as people tell it; the exact one is on hover.
import { useSignal } from '@preact/signals';
import { now } from '../clock.ts';
import { formatInstant, formatRelative, ownZone } from '../format/time.ts';

interface Props {
  at: string;
  /** The zone that the exact instant is told in; the viewer's own by default. */
  zone?: string;
}

/** `in 14 h`, `3 min ago`; moves with the clock. */
export function Relative({ at, zone }: Props) {
  return (
    <time dateTime={at} title={formatInstant(at, zone)}>
      {formatRelative(at, now.value)}
    </time>
  );
}

/** When a job runs next; on hover and on focus exactly, in the job's zone and in one's own. */
export function NextRun({ at, zone }: Props) {
  const isTold = useSignal(false);
  const tell = (isOn: boolean) => () => {
    isTold.value = isOn;
  };
  return (
    <time
      class="next-run"
      dateTime={at}
      tabIndex={0}
      onMouseEnter={tell(true)}
      onMouseLeave={tell(false)}
      onFocus={tell(true)}
      onBlur={tell(false)}
    >
      {Date.parse(at) <= now.value ? 'due now' : formatRelative(at, now.value)}
      {isTold.value && (
        <span class="tip" role="tooltip">
          {zone !== undefined && zone !== ownZone && <span>{formatInstant(at, zone)}</span>}
          <span>{formatInstant(at)}, your own time</span>
        </span>
      )}
    </time>
  );
}

/** The relative instant, with the exact one behind it. */
export function Exact({ at, zone }: Props) {
  return (
    <time dateTime={at}>
      {formatRelative(at, now.value)} <span class="muted">{formatInstant(at, zone)}</span>
    </time>
  );
}
