// System page section that pauses the scheduler after confirmation, and resumes it.
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { MasterSwitch } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatCount } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Icon } from '../parts/icons.tsx';
import { RelativeTime } from '../parts/instant.tsx';
import { useQuery } from '../query.ts';
import { may } from '../session.ts';
import { isPausePanelOpen, pauseScheduler, resumeScheduler, schedulerPause } from './scheduler-pause.tsx';

export function PauseSection() {
  const state = schedulerPause.value;
  const pauseButton = useRef<HTMLButtonElement>(null);
  const isPaused = state?.paused ?? false;
  useEffect(
    () => () => {
      isPausePanelOpen.value = false;
    },
    [],
  );

  function close(): void {
    isPausePanelOpen.value = false;
    pauseButton.current?.focus();
  }

  return (
    <section class="pause-section" aria-labelledby="switch">
      <h2 id="switch">Scheduler</h2>
      <div class="switch-line">
        <p class={isPaused ? 'switch-state is-paused' : 'switch-state'}>
          <Icon name={isPaused ? 'pause' : 'run'} />
          <span>{state && (isPaused ? <PausedState state={state} /> : 'Scheduling is on.')}</span>
        </p>
        {may('operate') && state && <PauseButton isPaused={isPaused} button={pauseButton} />}
      </div>
      {isPausePanelOpen.value && !isPaused && may('operate') && <PausePanel onClose={close} />}
    </section>
  );
}

function PausedState({ state: { since, actor, reason } }: { state: MasterSwitch }) {
  return (
    <>
      Scheduling is off: no run is planned or started. Paused {since !== null && <RelativeTime at={since} />}
      {actor !== null && ` by ${actor}`}
      {reason === null ? (
        '.'
      ) : (
        <>
          : <bdi>{reason}</bdi>
        </>
      )}
    </>
  );
}

function PauseButton({
  isPaused,
  button,
}: {
  isPaused: boolean;
  button: { current: HTMLButtonElement | null };
}) {
  if (isPaused) return <ActionButton onAct={resumeScheduler}>Resume</ActionButton>;
  return (
    <button
      ref={button}
      type="button"
      aria-expanded={isPausePanelOpen.value}
      onClick={() => {
        isPausePanelOpen.value = !isPausePanelOpen.value;
      }}
    >
      Pause scheduler
    </button>
  );
}

function PausePanel({ onClose }: { onClose: () => void }) {
  const reason = useRef<HTMLInputElement>(null);
  const stats = useQuery('active jobs', () => api.stats({ window: '1h' }), { on: ['jobs'], leastMs: 5_000 });
  useLayoutEffect(() => reason.current?.focus(), []);
  const pause = async () => {
    if (await pauseScheduler(reason.current?.value ?? '')) onClose();
  };
  return (
    <form
      class="panel"
      aria-label="Pause the scheduler"
      onSubmit={(event) => {
        event.preventDefault();
        void pause();
      }}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
    >
      <p class="prose">
        Pause the scheduler? <strong>{countStopping(stats.data.value?.jobs.active)}</strong> No runs are
        planned or started until someone resumes the scheduler. Requests in progress finish. After resuming,
        each job’s catch-up policy decides about missed runs.
      </p>
      <div class="field">
        <label for="pause-reason">Reason (optional), shown on every page</label>
        <input ref={reason} id="pause-reason" maxLength={500} autocomplete="off" />
      </div>
      <div class="actions">
        <ActionButton class="danger" onAct={pause}>
          Pause scheduler
        </ActionButton>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function countStopping(active: number | undefined): string {
  if (active === undefined) return 'All active jobs stop.';
  if (active === 0) return 'No job is active.';
  return active === 1 ? '1 active job stops.' : `${formatCount(active)} active jobs stop.`;
}
