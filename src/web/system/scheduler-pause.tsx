// The scheduler pause: its state, its end, and the bar shown while the scheduler is paused.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { now } from '../clock.ts';
import { formatClock, formatInstant } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { useQuery } from '../query.ts';
import { may } from '../session.ts';

/** Undefined before the first response. */
export const schedulerPause = signal<MasterSwitch | undefined>(undefined);
/** Whether no run starts now. Subscribes the calling component. */
export const isSchedulerPaused = () => schedulerPause.value?.paused === true;

/** What becomes of a run that is started now. */
export const startEffect = () => (isSchedulerPaused() ? 'is queued: the scheduler is paused' : 'started');

/** Whether the system page shows the panel that confirms the pause. */
export const isPausePanelOpen = signal(false);

/** Number of requests and changes so far. A response to an earlier request is outdated and dropped. */
let requestCount = 0;

/** Keeps the state up to date while mounted. */
function useSchedulerPause(): MasterSwitch | undefined {
  const load = async () => {
    const request = ++requestCount;
    const state = await api.system.getSwitch();
    if (request === requestCount) schedulerPause.value = state;
    return state;
  };
  useQuery(null, load, { on: ['runs'], leastMs: 2_000 });
  return schedulerPause.value;
}

/** Returns whether the scheduler is now paused. */
export async function pauseScheduler(reason: string): Promise<boolean> {
  try {
    setState(await api.system.pause({ reason: reason.trim() || null }));
    showMessage('The scheduler is paused.', { undo: resumeScheduler });
    return true;
  } catch (error) {
    showFailure('The scheduler was not paused.', error);
    return false;
  }
}

export async function resumeScheduler(): Promise<void> {
  try {
    setState(await api.system.resume());
    showMessage('The scheduler is running. Each job’s catch-up policy decides about missed runs.');
  } catch (error) {
    showFailure('The scheduler is still paused.', error);
  }
}

function setState(state: MasterSwitch): void {
  requestCount++;
  schedulerPause.value = state;
}

/** Bar on every page while the scheduler is paused: since when, by whom and why. */
export function PausedBar() {
  const state = useSchedulerPause();
  // Unmounted on sign-out: the next user must not see this state.
  useEffect(
    () => () => {
      schedulerPause.value = undefined;
    },
    [],
  );
  return (
    <div role="status">
      {state?.paused && (
        <div class="paused-bar">
          <p>
            <PauseSentence state={state} /> No run starts.
          </p>
          {may('operate') && <ActionButton onAct={resumeScheduler}>Resume</ActionButton>}
        </div>
      )}
    </div>
  );
}

/** `The scheduler is paused since 14:02 by ada: the network is being rebuilt.` */
function PauseSentence({ state: { since, actor, reason } }: { state: MasterSwitch }) {
  return (
    <>
      <strong>The scheduler is paused</strong>
      {since !== null && (
        <>
          {' since '}
          <Since at={since} />
        </>
      )}
      {actor !== null && actor !== 'anonymous' && ` by ${actor}`}
      {reason === null ? (
        '.'
      ) : (
        <>
          : <bdi>{/[.!?…]$/.test(reason) ? reason : `${reason}.`}</bdi>
        </>
      )}
    </>
  );
}

function Since({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatClock(at, now.value)}
    </time>
  );
}
