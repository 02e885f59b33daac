// Reports what a bulk action would change and how far it has got.
import type { ComponentChildren } from 'preact';
import { formatCount } from '../format/time.ts';
import { Quoted } from '../parts/quoted.tsx';
import { countProcessed, type Outcome } from './bulk.ts';

export interface BulkTexts {
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
}

interface PreviewProps {
  texts: BulkTexts;
  planned: Outcome;
  /** Names the filter, if all its matches are selected: `all jobs with the tag “billing”`. */
  matches: string | undefined;
  describeItems: ((ids: readonly string[]) => ComponentChildren) | undefined;
}

export function BulkPreview({ texts, planned, matches, describeItems }: PreviewProps) {
  const { done, unchanged } = planned;
  return (
    <>
      <p class="prose">
        <strong>{done.length === 0 ? 'Nothing to do.' : `${texts.act(done.length)}?`}</strong>{' '}
        {done.length > 0 && texts.consequence}
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

export function BulkProgress({ texts, outcome, total }: ProgressProps) {
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
