// State of the scheduler pause, and the actions that pause and resume the scheduler.
import { signal } from '@preact/signals';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { useQuery } from '../query.ts';

/** Undefined before the first response. */
export const schedulerPause = signal<MasterSwitch | undefined>(undefined);
/** Whether no run starts now. Subscribes the calling component. */
export const isSchedulerPaused = () => schedulerPause.value?.paused === true;

/** Whether the system page shows the panel that confirms the pause. */
export const isPausePanelOpen = signal(false);

/** Number of requests and changes so far. A response to an earlier request is outdated and dropped. */
let requestCount = 0;

/** Keeps the state up to date while mounted. */
export function useSchedulerPause(): MasterSwitch | undefined {
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
