// Shows what would be done with many, does it where that is confirmed, and tells what could not be done.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { describeError } from '../api.ts';
import { type Ask, type Bulk, countOf, createBulk, type Who } from './bulk.ts';
import { Failures } from './failures.tsx';
import { type BulkWords, Does, Would } from './telling.tsx';

interface Props<Filter> {
  words: BulkWords;
  ask: Ask<Filter>;
  who: Who<Filter>;
  /** What stands for one with which it could not be done. */
  nameOf: (id: string) => ComponentChildren;
  /** The same for those with which it would be done, all together. */
  about?: (ids: readonly string[]) => ComponentChildren;
  /** Something was done with these. */
  onChange: (done: readonly string[]) => void;
  /** All was done, with each of them. */
  onDone: (ids: string[]) => void;
  onClose: () => void;
}

type Phase = 'looking' | 'asking' | 'working' | 'stopped' | 'over';

export function BulkPanel<Filter>({
  words,
  ask,
  who,
  nameOf,
  about,
  onChange,
  onDone,
  onClose,
}: Props<Filter>) {
  const look = useMemo(() => createBulk(ask, who, true), [who]);
  const work = useRef<Bulk>(undefined);
  const phase = useSignal<Phase>('looking');
  const error = useSignal<unknown>(undefined);
  const leave = useRef<HTMLButtonElement>(null);

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

  /** With those that were looked at, and no others that match by now. */
  async function act(): Promise<void> {
    work.current ??= createBulk(ask, { ids: look.outcome.peek().done }, false);
    await carry(work.current, 'working', 'over');
    const { done, failed } = work.current.outcome.peek();
    onChange(done);
    if (phase.peek() === 'over' && failed.length === 0) onDone(done);
  }

  useEffect(() => {
    const before = document.activeElement;
    leave.current?.focus();
    void carry(look, 'looking', 'asking');
    return () => {
      look.stop();
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  const seen = look.outcome.value;
  const isActing = work.current !== undefined;
  return (
    <section
      class="selection bulk-panel"
      aria-label={words.title}
      onKeyDown={(event) => event.key === 'Escape' && phase.peek() !== 'working' && onClose()}
    >
      <div role="status">
        {!isActing && phase.value !== 'asking' && (
          <p>Looking at what it would do: {words.count(countOf(seen))} so far.</p>
        )}
        {phase.value === 'asking' && <Would words={words} seen={seen} about={about} />}
        {work.current && <Does words={words} outcome={work.current.outcome.value} all={seen.done.length} />}
        {error.value !== undefined && <p class="error">{describeError(error.value)}</p>}
      </div>
      {phase.value === 'asking' && <Failures failed={seen.failed} nameOf={nameOf} />}
      {work.current && <Failures failed={work.current.outcome.value.failed} nameOf={nameOf} />}
      <div class="actions">
        {phase.value === 'asking' && seen.done.length > 0 && (
          <button type="button" class={words.class ?? 'primary'} onClick={act}>
            {words.act(seen.done.length)}
          </button>
        )}
        {phase.value === 'stopped' && (
          <button
            type="button"
            class="primary"
            onClick={() => (isActing ? act() : carry(look, 'looking', 'asking'))}
          >
            Go on
          </button>
        )}
        {/* One button for both, so that it keeps the focus. */}
        <button
          ref={leave}
          type="button"
          onClick={phase.value === 'working' ? () => work.current?.stop() : onClose}
        >
          {phase.value === 'working' ? 'Stop' : isActing ? 'Close' : 'Leave them'}
        </button>
      </div>
    </section>
  );
}
