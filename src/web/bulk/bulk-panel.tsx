// The panel of a bulk action: previews it, runs it once confirmed, and reports failures.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { BulkResult } from '../../../client/src/index.ts';
import { describeError } from '../api.ts';
import { formatCount, formatCounted } from '../format/time.ts';
import { Quoted } from '../parts/messages.tsx';
import { isSchedulerPaused } from '../system/scheduler-pause.tsx';
import { type Bulk, countProcessed, createBulk, type Outcome, type Scope, type SendBulk } from './bulk.ts';

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

  useLayoutEffect(() => {
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

const MAX_NAMES = 5;
const MAX_ERRORS = 10;

interface FailuresProps {
  failed: BulkResult['failed'];
  nameOf: (id: string) => ComponentChildren;
}

/** Lists the items that a bulk action failed for, grouped by error. */
function Failures({ failed, nameOf }: FailuresProps) {
  if (failed.length === 0) return null;
  const groups = [...Map.groupBy(failed, ({ detail }) => detail)];
  return (
    <ul class="failures">
      {groups.slice(0, MAX_ERRORS).map(([detail, items]) => (
        <li key={detail}>
          {items.length > 1 && `${detail} ${formatCount(items.length)} times: `}
          {items.slice(0, MAX_NAMES).map(({ id }, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {nameOf(id)}
            </span>
          ))}
          {items.length > MAX_NAMES && ' …'}
          {items.length === 1 && `: ${detail}`}
        </li>
      ))}
      {groups.length > MAX_ERRORS && <li>And {formatCount(groups.length - MAX_ERRORS)} other errors.</li>}
    </ul>
  );
}

export interface BulkTexts {
  /** The label of the button in the selection bar. */
  verb: string;
  title: string;
  /** `Cancel 24 runs` */
  act: (count: number) => string;
  /** `24 runs` */
  count: (count: number) => string;
  /** `24 runs canceled.` */
  done: (count: number) => string;
  /** `24 skipped: already ended.` */
  unchanged: (count: number) => string;
  /** The effect of the action, shown before the user confirms it. */
  consequence: string;
  /** The label of the button that closes the panel without acting; `Cancel` by default. */
  dismiss?: string;
  /** The style of the button of a destructive action. */
  class?: 'danger';
  /** Whether the action starts runs, which are only queued while the scheduler is paused. */
  startsRuns?: boolean;
}

interface TextsInit extends Pick<BulkTexts, 'verb' | 'consequence' | 'dismiss' | 'class' | 'startsRuns'> {
  noun: 'job' | 'run';
  /** The past participle: `paused` */
  done: string;
  /** The reason why an item stays unchanged. */
  unchanged?: string;
}

export function createTexts({
  noun,
  verb,
  done,
  unchanged = 'nothing to change',
  ...rest
}: TextsInit): BulkTexts {
  const count = (items: number) => formatCounted(items, noun);
  return {
    verb,
    title: `${verb} ${noun}s`,
    act: (items) => `${verb} ${count(items)}`,
    count,
    done: (items) =>
      `${count(items)} ${rest.startsRuns && isSchedulerPaused() ? 'queued: the scheduler is paused' : done}.`,
    unchanged: (items) => `${formatCount(items)} skipped: ${unchanged}.`,
    ...rest,
  };
}

interface PreviewProps {
  texts: BulkTexts;
  planned: Outcome;
  /** Names the filter, if all its matches are selected: `all jobs with the tag “billing”`. */
  matches: string | undefined;
  describeItems: ((ids: readonly string[]) => ComponentChildren) | undefined;
}

/** Reports what a bulk action would change and how far it has got. */
function BulkPreview({ texts, planned, matches, describeItems }: PreviewProps) {
  const { done, unchanged } = planned;
  return (
    <>
      <p class="prose">
        <strong>{done.length === 0 ? 'Nothing to do.' : `${texts.act(done.length)}?`}</strong>{' '}
        {done.length > 0 &&
          (texts.startsRuns && isSchedulerPaused()
            ? 'The runs are queued: the scheduler is paused.'
            : texts.consequence)}
      </p>
      {matches !== undefined && (
        <p>
          Applies to <Quoted text={matches} />.
        </p>
      )}
      {describeItems?.(done)}
      {unchanged.length > 0 && <p class="muted">{texts.unchanged(unchanged.length)}</p>}
    </>
  );
}

interface ProgressProps {
  texts: BulkTexts;
  outcome: Outcome;
  total: number;
}

function BulkProgress({ texts, outcome, total }: ProgressProps) {
  const count = countProcessed(outcome);
  return (
    <>
      <p>
        {texts.done(outcome.done.length)}
        {outcome.failed.length > 0 && ` ${formatCount(outcome.failed.length)} failed.`}
        {count < total && (
          <>
            {` ${formatCount(count)} of ${formatCount(total)} processed. `}
            <progress value={count} max={total} aria-label="Progress" />
          </>
        )}
      </p>
      {outcome.unchanged.length > 0 && <p class="muted">{texts.unchanged(outcome.unchanged.length)}</p>}
    </>
  );
}
