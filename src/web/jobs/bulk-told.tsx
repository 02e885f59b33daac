// What a bulk action would do, and what it has done so far, with numbers.
import { formatCount } from '../format/time.ts';
import { countOf, type Outcome } from './bulk.ts';
import { areJobs, countJobs, words } from './bulk-words.ts';
import { Failures, Names } from './job-names.tsx';
import type { Action } from './selection.ts';

export function Would({ action, told }: { action: Action; told: Outcome }) {
  const { done, unchanged, failed } = told;
  return (
    <>
      <p class="prose">
        <strong>
          {done.length === 0
            ? 'There is nothing to do.'
            : `${words[action].verb} ${countJobs(done.length)}${action === 'run' ? ' now' : ''}?`}
        </strong>{' '}
        {done.length > 0 && words[action].means}
      </p>
      <Names ids={done} />
      {unchanged.length > 0 && (
        <p class="muted">
          {countJobs(unchanged.length)} would stay: {words[action].unchanged}.
        </p>
      )}
      <Failures failed={failed} />
    </>
  );
}

export function Does({ action, outcome, all }: { action: Action; outcome: Outcome; all: Outcome }) {
  const { done, failed } = outcome;
  return (
    <p>
      {areJobs(done.length, words[action].done)}
      {failed.length > 0 && ` With ${formatCount(failed.length)} it could not be done.`}
      {countOf(outcome) < countOf(all) && (
        <>
          {' '}
          {formatCount(countOf(outcome))} of {formatCount(countOf(all))} are looked after.{' '}
          <progress value={countOf(outcome)} max={countOf(all)} aria-label="How far it is" />
        </>
      )}
    </p>
  );
}
