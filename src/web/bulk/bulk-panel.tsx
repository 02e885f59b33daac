// The panel of a bulk action: previews it, runs it once confirmed, and reports failures.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { describeError } from '../api.ts';
import { type Bulk, countProcessed, createBulk, type Scope, type SendBulk } from './bulk.ts';
import { BulkPreview, BulkProgress, type BulkTexts } from './bulk-report.tsx';
import { Failures } from './failures.tsx';

interface Props<Filter> {
  texts: BulkTexts;
  send: SendBulk<Filter>;
  scope: Scope<Filter>;
  /** Names an item that failed. */
  nameOf: (id: string) => ComponentChildren;
  /** Names the items that the action would change. */
  describeItems?: (ids: readonly string[]) => ComponentChildren;
  /** Called with the changed items when the action ends or stops. */
  onChange: (done: readonly string[]) => void;
  /** Called when the action changed every item without a failure. */
  onDone: (ids: string[]) => void;
  onClose: () => void;
}

type Phase = 'previewing' | 'confirming' | 'executing' | 'stopped' | 'complete';

export function BulkPanel<Filter extends object>({
  texts,
  send,
  scope,
  nameOf,
  describeItems,
  onChange,
  onDone,
  onClose,
}: Props<Filter>) {
  const preview = useMemo(() => createBulk(send, scope, true), [scope]);
  const execution = useRef<Bulk>(undefined);
  const phase = useSignal<Phase>('previewing');
  const error = useSignal<unknown>(undefined);
  const closeButton = useRef<HTMLButtonElement>(null);

  async function proceed(bulk: Bulk, during: Phase, afterwards: Phase): Promise<void> {
    phase.value = during;
    error.value = undefined;
    try {
      await bulk.proceed();
    } catch (thrown) {
      error.value = thrown;
    }
    phase.value = bulk.isComplete() ? afterwards : 'stopped';
  }

  const runPreview = () => proceed(preview, 'previewing', 'confirming');

  /** Changes only the previewed items, even if other items match the filter by now. */
  async function execute(): Promise<void> {
    execution.current ??= createBulk(send, { ids: preview.outcome.peek().done }, false);
    await proceed(execution.current, 'executing', 'complete');
    const { done, failed } = execution.current.outcome.peek();
    onChange(done);
    if (phase.peek() === 'complete' && failed.length === 0) onDone(done);
  }

  useEffect(() => {
    const opener = document.activeElement;
    closeButton.current?.focus();
    void runPreview();
    return () => {
      preview.stop();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);

  const planned = preview.outcome.value;
  const isExecuted = execution.current !== undefined;
  return (
    <section
      class="selection bulk-panel"
      aria-label={texts.title}
      onKeyDown={(event) => event.key === 'Escape' && phase.peek() !== 'executing' && onClose()}
    >
      <div role="status">
        {!isExecuted && phase.value !== 'confirming' && (
          <p>Checking: {texts.count(countProcessed(planned))} so far.</p>
        )}
        {phase.value === 'confirming' && (
          <BulkPreview
            texts={texts}
            planned={planned}
            matches={'matches' in scope ? scope.matches : undefined}
            describeItems={describeItems}
          />
        )}
        {execution.current && (
          <BulkProgress texts={texts} outcome={execution.current.outcome.value} total={planned.done.length} />
        )}
        {error.value !== undefined && <p class="error">{describeError(error.value)}</p>}
      </div>
      {phase.value === 'confirming' && <Failures failed={planned.failed} nameOf={nameOf} />}
      {execution.current && <Failures failed={execution.current.outcome.value.failed} nameOf={nameOf} />}
      <div class="actions">
        {phase.value === 'confirming' && planned.done.length > 0 && (
          <button type="button" class={texts.class ?? 'primary'} onClick={execute}>
            {texts.act(planned.done.length)}
          </button>
        )}
        {phase.value === 'stopped' && (
          <button type="button" class="primary" onClick={() => (isExecuted ? execute() : runPreview())}>
            Continue
          </button>
        )}
        {/* One element for both actions, so that it keeps the focus when its label changes. */}
        <button
          ref={closeButton}
          type="button"
          onClick={phase.value === 'executing' ? () => execution.current?.stop() : onClose}
        >
          {phase.value === 'executing' ? 'Stop' : isExecuted ? 'Close' : (texts.dismiss ?? 'Cancel')}
        </button>
      </div>
    </section>
  );
}
