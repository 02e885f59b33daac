// What the service says of a schedule, asked anew when the schedule changes or an occurrence has come.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Preview, type PreviewInput, SchedulerError } from '../../../client/src/index.ts';
import { api, describeError } from '../api.ts';

/** So many occurrences are shown. */
export const SHOWN_COUNT = 5;
/** Whoever is still typing has not done anything wrong yet: refusals wait. */
const PATIENCE_MS = 500;
/** A schedule may occur every second: some pass before it is asked about again. */
const PERIOD_MS = 2_000;
export const REQUESTED_COUNT = SHOWN_COUNT + 3;
const PERIOD_AT_MOST_MS = 3_600_000;

type Errors = readonly { pointer: string; detail: string }[];

export interface PreviewResult {
  /** The newest there is; undefined before the first. */
  preview?: Preview | undefined;
  /** It is of another schedule than what is asked about now. */
  isStale: boolean;
  /** Why it was refused. */
  errors: Errors;
  /** Why there is no answer, as a sentence; the preview is the last one there was. */
  failure?: string;
}

type State = Omit<PreviewResult, 'isStale'>;

const NOTHING: State = { errors: [] };

/**
 * Asks about a schedule, or hands on what keeps it from being asked about; null: there is nothing to ask. What follows
 * within `delayMs` replaces what was to be asked; refusals wait as long once more.
 */
export function usePreview(question: PreviewInput | Errors | null, delayMs = 0): PreviewResult {
  const answer = useSignal(NOTHING);
  /** What the preview was asked for. */
  const answered = useRef<string | null>(null);
  const key = question && JSON.stringify(question);
  useEffect(() => {
    if (question !== null) return startAsking();
    answer.value = { ...NOTHING, preview: answer.peek().preview };
    return undefined;
  }, [key]);

  function startAsking(): () => void {
    // Only answers to what is asked now count.
    let isOver = false;
    let timer = setTimeout(() => void ask(), delayMs);
    const wait = (ms: number, next: () => void) => {
      timer = setTimeout(next, ms);
    };

    async function ask(): Promise<void> {
      if (document.visibilityState !== 'visible') return wait(PERIOD_MS, () => void ask());
      if (isErrors(question)) return refuse(question);
      try {
        const preview = await api.schedules.preview({ ...question!, count: REQUESTED_COUNT });
        if (isOver) return;
        answered.current = key;
        answer.value = { ...NOTHING, preview };
        const [next] = preview.occurrences;
        if (next) wait(untilPast(next.at), () => void ask());
      } catch (error) {
        if (!isOver) fail(error);
      }
    }

    function refuse(errors: Errors): void {
      wait(delayMs && PATIENCE_MS, () => {
        answer.value = { ...answer.peek(), errors };
      });
    }

    function fail(error: unknown): void {
      const errors = error instanceof SchedulerError ? error.problem?.errors : undefined;
      if (errors) return refuse(errors);
      answer.value = { ...answer.peek(), failure: describeError(error) };
      wait(PERIOD_MS, () => void ask());
    }

    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }
  const { preview, errors } = answer.value;
  const isStale = preview !== undefined && (answered.current !== key || errors.length > 0);
  return { ...answer.value, isStale };
}

function isErrors(question: PreviewInput | Errors | null): question is Errors {
  return Array.isArray(question);
}

function untilPast(at: string): number {
  return Math.min(Math.max(Date.parse(at) - Date.now() + 50, PERIOD_MS), PERIOD_AT_MOST_MS);
}
