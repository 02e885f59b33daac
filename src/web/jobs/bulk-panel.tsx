// Shows what would be done with many jobs, does it where that is confirmed, and tells what could not be done.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { describeError } from '../api.ts';
import { say } from '../parts/messages.tsx';
import { type Bulk, countOf, createBulk } from './bulk.ts';
import { Does, Would } from './bulk-told.tsx';
import { areJobs, countJobs, words } from './bulk-words.ts';
import { Failures } from './job-names.tsx';
import { unlearn } from './seen-jobs.ts';
import { type Action, type Asked, asked, pickNone } from './selection.ts';

interface Props {
  asked: Asked;
  refresh: () => Promise<void>;
}

type Phase = 'looking' | 'asking' | 'working' | 'stopped' | 'over';

export function BulkPanel({ asked: question, refresh }: Props) {
  const { action } = question;
  const look = useMemo(() => createBulk(question, true), [question]);
  const work = useMemo(() => createBulk(question, false), [question]);
  const phase = useSignal<Phase>('looking');
  const error = useSignal<unknown>(undefined);
  const keep = useRef<HTMLButtonElement>(null);

  /** `then` is the phase once all are done. */
  async function carry(bulk: Bulk, during: Phase, then: Phase): Promise<void> {
    phase.value = during;
    error.value = undefined;
    try {
      await bulk.goOn();
    } catch (thrown) {
      error.value = thrown;
    }
    phase.value = bulk.isOver() ? then : 'stopped';
  }

  async function act(): Promise<void> {
    await carry(work, 'working', 'over');
    const { done, failed } = work.outcome.peek();
    if (action === 'delete') unlearn(done);
    void refresh();
    if (phase.peek() !== 'over') return;
    pickNone();
    if (failed.length > 0) return;
    say(areJobs(done.length, words[action].done), undoOf(action, done));
    close();
  }

  useEffect(() => {
    const before = document.activeElement;
    keep.current?.focus();
    void carry(look, 'looking', 'asking');
    return () => {
      look.stop();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  const told = look.outcome.value;
  const isAsking = phase.value === 'asking';
  return (
    <section
      class="selection bulk-panel"
      aria-label={`${words[action].verb} jobs`}
      onKeyDown={(event) => event.key === 'Escape' && phase.peek() !== 'working' && close()}
    >
      <div role="status">
        {(phase.value === 'looking' || (phase.value === 'stopped' && !look.isOver())) && (
          <p>Looking at what it would do: {countJobs(countOf(told))} so far.</p>
        )}
        {isAsking && <Would action={action} told={told} />}
        {look.isOver() && !isAsking && <Does action={action} outcome={work.outcome.value} all={told} />}
        {error.value !== undefined && <p class="error">{describeError(error.value)}</p>}
      </div>
      {phase.value === 'over' && <Failures failed={work.outcome.value.failed} />}
      <div class="actions">
        {isAsking && told.done.length > 0 && (
          <button type="button" class={action === 'delete' ? 'danger' : 'primary'} onClick={act}>
            {words[action].verb} {countJobs(told.done.length)}
          </button>
        )}
        {phase.value === 'stopped' && (
          <button
            type="button"
            class="primary"
            onClick={() => (look.isOver() ? act() : carry(look, 'looking', 'asking'))}
          >
            Go on
          </button>
        )}
        {phase.value === 'working' ? (
          <button type="button" onClick={work.stop}>
            Stop
          </button>
        ) : (
          <button ref={keep} type="button" onClick={close}>
            {phase.value === 'over' || (phase.value === 'stopped' && look.isOver()) ? 'Close' : 'Leave them'}
          </button>
        )}
      </div>
    </section>
  );
}

function close(): void {
  asked.value = null;
}

/** What was paused is resumed again, and the other way round. */
function undoOf(action: Action, ids: string[]): { undo?: () => Promise<void> } {
  const back = { pause: 'resume', resume: 'pause', run: undefined, delete: undefined } as const;
  const opposite = back[action];
  if (opposite === undefined || ids.length === 0) return {};
  return {
    undo: async () => {
      const bulk = createBulk({ action: opposite, who: { ids } }, false);
      try {
        await bulk.goOn();
        say(areJobs(bulk.outcome.peek().done.length, words[opposite].done));
      } catch (error) {
        say(
          `${areJobs(bulk.outcome.peek().done.length, words[opposite].done)} Then: ${describeError(error)}`,
        );
      }
    },
  };
}
