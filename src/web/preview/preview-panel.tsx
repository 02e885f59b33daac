// A schedule as the service understands it: a sentence, the next occurrences, and what may surprise.
import type { ComponentChildren } from 'preact';
import type { Preview } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { formatLocal } from '../format/time.ts';
import { Relative } from '../parts/instant.tsx';
import { REQUESTED_COUNT, SHOWN_COUNT } from './use-preview.ts';

interface Props {
  preview: Preview | undefined;
  /** In place of the schedule's sentence. */
  instead?: ComponentChildren;
  /** What is shown was true of something else, and is dimmed. */
  isStale?: boolean;
  /** At most so many of the occurrences will run. */
  limit: number;
  /** The sentence says already that nothing follows. */
  isOnce: boolean;
  zone: string;
}

/** Keeps its room while there is nothing to show, so that an answer moves nothing. */
export function PreviewPanel({ preview, instead, isStale = false, ...rest }: Props) {
  return (
    <div class={isStale ? 'preview wide stale' : 'preview wide'}>
      {instead !== null && (
        <div class="sentence" aria-live="polite">
          {instead ?? (preview && `${preview.description}.`)}
        </div>
      )}
      <div class="times">{preview && <Occurrences preview={preview} {...rest} />}</div>
      {preview && preview.warnings.length > 0 && <Warnings warnings={preview.warnings} />}
    </div>
  );
}

type OccurrencesProps = Pick<Props, 'limit' | 'isOnce' | 'zone'> & { preview: Preview };

function Occurrences({ preview, limit, isOnce, zone }: OccurrencesProps) {
  const warningAt = (at: string) => preview.warnings.find((warning) => warning.at === at);
  const coming = preview.occurrences.filter(({ at }) => Date.parse(at) > now.value);
  // Else more have passed than were asked for to spare, and the next answer has them.
  const isEnd =
    limit < SHOWN_COUNT || (coming.length < SHOWN_COUNT && preview.occurrences.length < REQUESTED_COUNT);
  const shown = coming.slice(0, Math.min(SHOWN_COUNT, Math.max(limit, 0)));
  return (
    <ol class="occurrences" aria-label={`The next occurrences, ${zone}`}>
      {shown.map(({ at, local, utc_offset }) => {
        const { date, time } = formatLocal(local);
        return (
          <li key={at}>
            <span>{date}</span>
            <span class="time">{time}</span>
            <span class="muted">{utc_offset}</span>
            <span class="muted">
              <Relative at={at} zone={zone} />{' '}
              {warningAt(at) && <WarningSign title={warningAt(at)!.message} />}
            </span>
          </li>
        );
      })}
      {shown.length === 0 && isEnd && <li class="muted">No occurrence is left.</li>}
      {shown.length > 0 && isEnd && !isOnce && <li class="muted">None after that.</li>}
    </ol>
  );
}

function Warnings({ warnings }: Pick<Preview, 'warnings'>) {
  return (
    <ul class="warnings" aria-label="What may surprise">
      {warnings.map(({ code, message, at }) => (
        <li key={`${code} ${at} ${message}`}>
          <WarningSign />
          {message}
        </li>
      ))}
    </ul>
  );
}

/** What it warns of is told beside it, or beneath. */
function WarningSign({ title }: { title?: string }) {
  return (
    <svg class="warning-sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {title && <title>{title}</title>}
      <path d="M6 1.2 11.2 10.5H.8zM6 4.6v2.6M6 8.4v.9" />
    </svg>
  );
}
