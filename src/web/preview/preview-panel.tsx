// Preview of a schedule: description, next occurrences and warnings.
import type { ComponentChildren } from 'preact';
import type { Preview } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { formatLocal } from '../format/time.ts';
import { isZone, readZone, toWallClock } from '../format/zone.ts';
import { RelativeTime } from '../parts/instant.tsx';
import { REQUESTED_COUNT, SHOWN_COUNT } from './use-preview.ts';

interface Props {
  preview: Preview | undefined;
  /** Replaces the description of the schedule. */
  instead?: ComponentChildren;
  /** Dims a preview that belongs to another schedule. */
  isStale?: boolean;
  /** Number of runs left, by `max_runs`. */
  limit: number;
  /** Hides the note that no occurrence follows, which is obvious for a one-time job. */
  isOnce: boolean;
  zone: string;
  /** Offers the suggestion of a warning, where the schedule can be edited. */
  offer?: Offer;
}

type Offer = (suggestion: NonNullable<Preview['warnings'][number]['suggestion']>) => ComponentChildren;

/** Keeps its height while empty, so that a response does not move the page. */
export function PreviewPanel({ preview, instead, isStale = false, offer, ...rest }: Props) {
  return (
    <div class={isStale ? 'preview wide stale' : 'preview wide'}>
      {instead !== null && (
        <div class="sentence" aria-live="polite">
          {instead ?? (preview && `${preview.description}.`)}
        </div>
      )}
      <div class="times">{preview && <Occurrences preview={preview} {...rest} />}</div>
      {preview && preview.warnings.length > 0 && <Warnings warnings={preview.warnings} offer={offer} />}
    </div>
  );
}

type OccurrencesProps = Pick<Props, 'limit' | 'isOnce' | 'zone'> & { preview: Preview };

function Occurrences({ preview, limit, isOnce, zone }: OccurrencesProps) {
  const warningAt = (at: string) => preview.warnings.find((warning) => warning.at === at);
  const upcoming = preview.occurrences.filter(({ at }) => Date.parse(at) > now.value);
  // Otherwise the spare occurrences of the response have passed, and the next response brings more.
  const isEnd =
    limit < SHOWN_COUNT || (upcoming.length < SHOWN_COUNT && preview.occurrences.length < REQUESTED_COUNT);
  const shown = upcoming.slice(0, Math.min(SHOWN_COUNT, Math.max(limit, 0)));
  return (
    <ol class="occurrences" aria-label={`Next occurrences, ${zone}`}>
      {shown.map(({ at, local, utc_offset }) => {
        // In the zone of the page, which may not be that of the schedule.
        const { date, time } = formatLocal(isZone(zone) ? toWallClock(at, zone) : local);
        const offset = isZone(zone) ? readZone(zone, Date.parse(at)).offset : utc_offset;
        return (
          <li key={at}>
            <span>{date}</span>
            <span class="time">{time}</span>
            <span class="muted">{offset}</span>
            <span class="muted">
              <RelativeTime at={at} /> {warningAt(at) && <WarningSign title={warningAt(at)!.message} />}
            </span>
          </li>
        );
      })}
      {shown.length === 0 && isEnd && <li class="muted">No more occurrences.</li>}
      {shown.length > 0 && isEnd && !isOnce && <li class="muted">No more after that.</li>}
    </ol>
  );
}

function Warnings({ warnings, offer }: Pick<Preview, 'warnings'> & { offer: Offer | undefined }) {
  return (
    <ul class="warnings" aria-label="Warnings">
      {warnings.map(({ code, message, at, suggestion }) => (
        <li key={`${code} ${at} ${message}`}>
          <WarningSign />
          <span>
            {message} {suggestion && offer?.(suggestion)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Decorative: the warning text is shown next to the sign or below the list. */
function WarningSign({ title }: { title?: string }) {
  return (
    <svg class="warning-sign" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {title && <title>{title}</title>}
      <path d="M6 1.2 11.2 10.5H.8zM6 4.6v2.6M6 8.4v.9" />
    </svg>
  );
}
