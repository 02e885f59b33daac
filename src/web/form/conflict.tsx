// Edit conflict: lists what someone else changed in the job and lets the user choose between both values.
import type { Signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Job } from '../../../client/src/index.ts';
import { type JobForm, readValues } from './job-form.ts';
import { type Choices, findDifferences, isTaken } from './merge.ts';
import { valuesOf } from './values.ts';

interface Props {
  form: JobForm;
  newest: Job;
  choices: Signal<Choices>;
}

export function Conflict({ form, newest, choices }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'start' });
  }, []);
  const differences = findDifferences(form.initial, readValues(form.fields), valuesOf(newest));
  return (
    <section class="conflict" aria-labelledby="conflict">
      <h2 id="conflict" ref={heading} tabIndex={-1}>
        Someone else changed this job while you edited it
      </h2>
      <p class="prose">
        {differences.length === 0
          ? 'Their changes do not conflict with yours. Save again to keep both.'
          : 'Choose which values to keep, then save. Fields not listed here keep your values.'}
      </p>
      {differences.map((difference) => (
        <fieldset key={difference.label} class="difference">
          <legend>
            <span class="difference-name">{difference.label}</span>{' '}
            <span class="muted">{difference.isContested ? 'changed by both' : 'changed by them only'}</span>
          </legend>
          {(['mine', 'theirs'] as const).map((whose) => (
            <label key={whose}>
              <input
                type="radio"
                name={`difference ${difference.label}`}
                checked={isTaken(difference, choices.value) === (whose === 'theirs')}
                onChange={() => {
                  choices.value = { ...choices.value, [difference.label]: whose };
                }}
              />
              <span>{whose === 'mine' ? 'Keep mine' : 'Take theirs'} </span>
              <code>{difference[whose]}</code>
            </label>
          ))}
        </fieldset>
      ))}
    </section>
  );
}
