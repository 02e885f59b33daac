// Someone else has changed the job that is being edited: what they changed, and a choice for each of it.
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
  const differences = findDifferences(form.start, readValues(form.fields), valuesOf(newest));
  return (
    <section class="conflict" aria-labelledby="conflict">
      <h2 id="conflict" ref={heading} tabIndex={-1}>
        Someone else changed this job while you edited it
      </h2>
      <p class="prose">
        {differences.length === 0
          ? 'Nothing of it stands against what you typed: save it again.'
          : 'Choose what is to hold, then save. What is not listed here stays as you typed it.'}
      </p>
      {differences.map((difference) => (
        <fieldset key={difference.label} class="difference">
          <legend>
            <span class="difference-name">{difference.label}</span>{' '}
            <span class="muted">
              {difference.isContested ? 'you changed it, too' : 'you left it as it was'}
            </span>
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
