// Requests the preview of a schedule, again after each change and each passed occurrence.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import {
  type FieldError,
  type Preview,
  type PreviewInput,
  SchedulerError,
} from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';
import { HOUR_MS } from '../format/units.ts';

/** Number of occurrences shown. */
export const SHOWN_COUNT = 5;
/** Delay before errors are shown, because the user may still be typing. */
const ERROR_DELAY_MS = 500;
/** Minimum time between requests. A schedule can occur every second, so a few spare occurrences are requested. */
const MIN_INTERVAL_MS = 2_000;
export const REQUESTED_COUNT = SHOWN_COUNT + 3;
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
