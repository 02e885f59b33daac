// The master switch: how it stands, and what turns it. It stops everything, so it asks first.
import { useEffect, useRef } from 'preact/hooks';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { useLive } from '../live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { Relative } from '../parts/instant.tsx';
import { may } from '../session.ts';
import { isAskingToPause, masterSwitch, pauseEverything, resumeEverything } from './master-switch.ts';

export function SwitchSection() {
  const state = masterSwitch.value;
  const pauseButton = useRef<HTMLButtonElement>(null);
  const isPaused = state?.paused ?? false;
  useEffect(
    () => () => {
      isAskingToPause.value = false;
    },
    [],
  );

  function close(): void {
    isAskingToPause.value = false;
    pauseButton.current?.focus();
  }

  return (
    <section class="master-switch" aria-labelledby="switch">
      <h2 id="switch">Master switch</h2>
      <div class="switch-line">
        <p class={isPaused ? 'switch-state is-paused' : 'switch-state'}>
          <Icon name={isPaused ? 'pause' : 'run'} />
          <span>{state && (isPaused ? <Off state={state} /> : 'On: jobs are planned and run.')}</span>
        </p>
        {may('operate') && state && <Turn isPaused={isPaused} button={pauseButton} />}
      </div>
      {isAskingToPause.value && !isPaused && may('operate') && <PausePanel onClose={close} />}
    </section>
  );
}

function Off({ state: { since, actor, reason } }: { state: MasterSwitch }) {
  return (
    <>
      Off: nothing is planned and nothing starts. Turned off {since !== null && <Relative at={since} />}
      {actor !== null && ` by ${actor}`}
      {reason === null ? '.' : `: ${reason}`}
    </>
  );
}

function Turn({ isPaused, button }: { isPaused: boolean; button: { current: HTMLButtonElement | null } }) {
  if (isPaused) return <ActionButton onAct={resumeEverything}>Resume</ActionButton>;
  return (
    <button
      ref={button}
      type="button"
      aria-expanded={isAskingToPause.value}
      onClick={() => {
        isAskingToPause.value = !isAskingToPause.value;
      }}
    >
      Pause everything
    </button>
  );
}

function PausePanel({ onClose }: { onClose: () => void }) {
  const reason = useRef<HTMLInputElement>(null);
  const stats = useLive('active jobs', () => api.stats({ window: '1h' }), { on: ['jobs'], leastMs: 5_000 });
  useEffect(() => reason.current?.focus(), []);
  const pause = async () => {
    if (await pauseEverything(reason.current?.value ?? '')) onClose();
  };
  return (
    <form
      class="panel"
      aria-label="Pause everything?"
      onSubmit={(event) => {
        event.preventDefault();
        void pause();
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <p class="prose">
        Pause everything? <strong>{describeActive(stats.data.value?.jobs.active)}</strong>: in no process is
        anything planned or started until somebody resumes it. Requests under way end. What comes due
        meanwhile is late, and then caught up or missed, by each job’s policy.
      </p>
      <div class="field">
        <label for="pause-reason">Reason (optional), shown on every page</label>
        <input ref={reason} id="pause-reason" maxLength={500} autocomplete="off" />
      </div>
      <div class="actions">
        <ActionButton class="danger" onAct={pause}>
          Pause everything
        </ActionButton>
        <button type="button" onClick={onClose}>
          Keep it running
        </button>
      </div>
    </form>
  );
}

function describeActive(active: number | undefined): string {
  if (active === undefined) return 'All active jobs stop';
  if (active === 0) return 'No job is active now, and none will run';
  return active === 1 ? 'The one active job stops' : `${formatCount(active)} active jobs stop`;
}
