// Bar on every page while the scheduler is paused: since when, by whom and why.

import { useEffect } from 'preact/hooks';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { now } from '../clock.ts';
import { formatClock, formatInstant } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { may } from '../session.ts';
import { resumeScheduler, schedulerPause, useSchedulerPause } from './scheduler-pause.ts';

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
