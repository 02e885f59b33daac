// Shows the time of an instant, with the date unless it is today.
import { now } from '../clock.ts';
import { formatClock, formatInstant } from '../format/time.ts';

export function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatClock(at, now.value)}
    </time>
  );
}
