// The master switch as this page knows it, and what turns it.
import { signal } from '@preact/signals';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { reportAnswer, reportOutage } from '../live.ts';
import { say, sayFailure } from '../parts/messages.tsx';

/** Undefined before the service has said. */
export const masterSwitch = signal<MasterSwitch | undefined>(undefined);
/** Whether the system's page asks if everything is really to be paused. */
export const isAskingToPause = signal(false);

// An answer to a question from before the switch was turned tells of what is over.
let questions = 0;

export async function refreshSwitch(): Promise<void> {
  const question = ++questions;
  try {
    const answer = await api.system.getSwitch();
    if (question !== questions) return;
    masterSwitch.value = answer;
    reportAnswer();
  } catch (error) {
    if (question === questions) reportOutage(error);
  }
}

/** Whether it is paused now. */
export async function pauseEverything(reason: string): Promise<boolean> {
  try {
    accept(await api.system.pause({ reason: reason.trim() || null }));
    say('Everything is paused.', { undo: resumeEverything });
    return true;
  } catch (error) {
    sayFailure('Nothing was paused.', error);
    return false;
  }
}

export async function resumeEverything(): Promise<void> {
  try {
    accept(await api.system.resume());
    say('Everything runs again. What came due meanwhile is caught up or missed, by each job’s policy.');
  } catch (error) {
    sayFailure('Everything is still paused.', error);
  }
}

function accept(answer: MasterSwitch): void {
  questions++;
  masterSwitch.value = answer;
}
