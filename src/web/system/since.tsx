// Shows the time of an instant, with the date unless it is today.
import { now } from '../clock.ts';
import { formatInstant } from '../format/time.ts';

export function Since({ at }: { at: string }) {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now.value).toDateString();
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {isToday ? time : `${day} ${time}`}
    </time>
  );
}
