// An instant as people tell it; the exact one is on hover.
import { now } from '../clock.ts';
import { formatInstant, formatRelative } from '../format/time.ts';

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

/** When a job runs next: an instant that has come is told as being due. */
export function NextRun({ at, zone }: Props) {
  return (
    <time dateTime={at} title={formatInstant(at, zone)}>
      {Date.parse(at) <= now.value ? 'due now' : formatRelative(at, now.value)}
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
