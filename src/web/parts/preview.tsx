// The preview of a schedule: requests it after each change and shows the next occurrences.

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import {
  type FieldError,
  type Job,
  type Preview,
  type PreviewInput,
  SchedulerError,
} from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { now } from '../clock.ts';
import { formatLocal } from '../format/time.ts';
import { HOUR_MS } from '../format/units.ts';
import { isZone, readZone, toWallClock } from '../format/zone.ts';
import { scheduleFieldNames } from '../job-fields.ts';
import { RelativeTime } from './instant.tsx';

interface Props {
  preview: Preview | undefined;
  /** Replaces the description of the schedule. */
  instead?: ComponentChildren;
  /** Whether the occurrences start runs: only then they count down. */
  isActive?: boolean;
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

type OccurrencesProps = Pick<Props, 'limit' | 'isOnce' | 'zone' | 'isActive'> & { preview: Preview };

function Occurrences({ preview, limit, isOnce, zone, isActive = true }: OccurrencesProps) {
  const warningAt = (at: string) => preview.warnings.find((warning) => warning.at === at);
  const upcoming = preview.occurrences.filter(({ at }) => Date.parse(at) > now.value);
  // Otherwise the spare occurrences of the response have passed, and the next response brings more.
  const isEnd =
    limit < SHOWN_COUNT || (upcoming.length < SHOWN_COUNT && preview.occurrences.length < REQUESTED_COUNT);
  const shown = upcoming.slice(0, Math.min(SHOWN_COUNT, Math.max(limit, 0)));
  // Times below each other have the same form.
  const hasSeconds = shown.some(({ at }) => at.slice(17, 19) !== '00');
  return (
    <ol class="occurrences" aria-label={`Next occurrences, ${zone}`}>
      {shown.map(({ at, local, utc_offset }) => {
        // In the zone of the page, which may not be that of the schedule.
        const { date, time } = formatLocal(isZone(zone) ? toWallClock(at, zone) : local);
        const offset = isZone(zone) ? readZone(zone, Date.parse(at)).offset : utc_offset;
        return (
          <li key={at}>
            <span>{date}</span>
            <span class="time">{hasSeconds && time.length === 5 ? `${time}:00` : time}</span>
            <span class="muted">{offset}</span>
            <span class="muted">
              {isActive && <RelativeTime at={at} />}{' '}
              {warningAt(at) && <WarningSign title={warningAt(at)!.message} />}
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

// Requests the preview of a schedule, again after each change and each passed occurrence.

/** Number of occurrences shown. */
const SHOWN_COUNT = 5;
/** Delay before errors are shown, because the user may still be typing. */
const ERROR_DELAY_MS = 500;
/** Minimum time between requests. A schedule can occur every second, so a few spare occurrences are requested. */
const MIN_INTERVAL_MS = 2_000;
const REQUESTED_COUNT = SHOWN_COUNT + 3;
const MAX_INTERVAL_MS = HOUR_MS;

type Errors = readonly FieldError[];

export interface PreviewResult {
  /** The latest preview; undefined before the first response. */
  preview?: Preview | undefined;
  /** Whether the preview belongs to an earlier input. */
  isStale: boolean;
  /** Validation errors of the input. */
  errors: Errors;
  /** Why the last request failed; the preview is the last successful one. */
  failure?: string;
}

type State = Omit<PreviewResult, 'isStale'>;

const EMPTY: State = { errors: [] };

/**
 * Requests the preview of a schedule, or passes on the errors of an invalid input. Null is an incomplete input. An input
 * that follows within `delayMs` replaces the one before; errors are shown after a further delay.
 */
export function usePreview(input: PreviewInput | Errors | null, delayMs = 0): PreviewResult {
  const state = useSignal(EMPTY);
  /** Key of the input that the preview belongs to. */
  const previewKey = useRef<string | null>(null);
  const key = input && JSON.stringify(input);
  useEffect(() => {
    if (input !== null) return startRequests();
    state.value = EMPTY;
    return undefined;
  }, [key]);

  function startRequests(): () => void {
    // Responses to an earlier input are dropped.
    let isCanceled = false;
    let timer = setTimeout(() => void request(), delayMs);
    const wait = (ms: number, next: () => void) => {
      timer = setTimeout(next, ms);
    };

    async function request(): Promise<void> {
      if (document.visibilityState !== 'visible') return wait(MIN_INTERVAL_MS, () => void request());
      if (isErrors(input)) return showErrors(input);
      try {
        const preview = await api.schedules.preview({ ...input!, count: REQUESTED_COUNT });
        if (isCanceled) return;
        previewKey.current = key;
        state.value = { ...EMPTY, preview };
        const [next] = preview.occurrences;
        if (next) wait(untilPast(next.at), () => void request());
      } catch (error) {
        if (!isCanceled) fail(error);
      }
    }

    function showErrors(errors: Errors): void {
      wait(delayMs && ERROR_DELAY_MS, () => {
        // The occurrences of an earlier input must not look like those of this one.
        state.value = { errors };
      });
    }

    function fail(error: unknown): void {
      const errors = error instanceof SchedulerError ? error.problem?.errors : undefined;
      if (errors) return showErrors(errors);
      state.value = { ...state.peek(), failure: describeError(error) };
      wait(MIN_INTERVAL_MS, () => void request());
    }

    return () => {
      isCanceled = true;
      clearTimeout(timer);
    };
  }
  const { preview, errors } = state.value;
  const isStale = preview !== undefined && (previewKey.current !== key || errors.length > 0);
  return { ...state.value, isStale };
}

function isErrors(input: PreviewInput | Errors | null): input is Errors {
  return Array.isArray(input);
}

function untilPast(at: string): number {
  return Math.min(Math.max(Date.parse(at) - Date.now() + 50, MIN_INTERVAL_MS), MAX_INTERVAL_MS);
}

/** Converts the schedule of a job to the input of a preview request. */
export function toPreviewInput(job: Job): PreviewInput {
  const fields = Object.fromEntries(scheduleFieldNames.map((name) => [name, job[name]]));
  const starts_at = job.schedule_type === 'recurring' ? (job.starts_at ?? intervalStart(job)) : job.starts_at;
  return { ...(fields as Pick<Job, (typeof scheduleFieldNames)[number]>), starts_at };
}

/** Start of an interval schedule without `starts_at`: the creation of the job, which a preview does not know. */
export function intervalStart(job: Job): string {
  return `${job.created_at.slice(0, 19)}Z`;
}
