// Says, on every page, that everything is paused: since when, by whom and why.
import { useEffect } from 'preact/hooks';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { useRefetch } from '../live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { may } from '../session.ts';
import { masterSwitch, refreshSwitch, resumeEverything } from './master-switch.ts';
import { Since } from './since.tsx';

export function PausedBar() {
  useRefetch(refreshSwitch, { on: ['runs'], leastMs: 2_000 });
  // What one has seen is not for whoever comes next.
  useEffect(
    () => () => {
      masterSwitch.value = undefined;
    },
    [],
  );
  const state = masterSwitch.value;
  return (
    <div role="status">
      {state?.paused && (
        <div class="paused-bar">
          <p>
            <PausedWords state={state} /> Nothing starts.
          </p>
          {may('operate') && <ActionButton onAct={resumeEverything}>Resume</ActionButton>}
        </div>
      )}
    </div>
  );
}

/** `Everything is paused since 14:02 by ada: the network is being rebuilt.` */
function PausedWords({ state: { since, actor, reason } }: { state: MasterSwitch }) {
  return (
    <>
      <strong>Everything is paused</strong>
      {since !== null && (
        <>
          {' since '}
          <Since at={since} />
        </>
      )}
      {actor !== null && actor !== 'anonymous' && ` by ${actor}`}
      {reason === null ? '.' : `: ${/[.!?…]$/.test(reason) ? reason : `${reason}.`}`}
    </>
  );
}
