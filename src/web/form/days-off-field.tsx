// Days off: lines of dates, read with every keystroke.
import { formatDaysOff } from '../format/days.ts';
import { lineOf, parseDaysOff } from './days-off.ts';
import type { FieldError } from './errors.ts';
import { Errors, Field } from './fields.tsx';
import { clearErrors, errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';

const POINTER = '/exclude';

export function DaysOffField({ form }: { form: JobForm }) {
  const text = form.daysOff.value;
  const errors = errorsAt(form, POINTER);
  return (
    <Field
      form={form}
      pointer={POINTER}
      label="Days off (optional)"
      messages={errors.map((error) => (
        <Errors
          key={error.pointer}
          errors={[error]}
          label={nameOf(error, text)}
          // What is wrong with an end of a stretch is told of its line.
          pointer={error.pointer}
        />
      ))}
      hint={errors.length === 0 && <Reading text={text} />}
      class="wide"
    >
      {(attributes) => (
        <textarea
          {...attributes}
          class="code"
          rows={Math.min(Math.max(text.split('\n').length, 3), 12)}
          spellcheck={false}
          placeholder={'2027-12-24\n2027-12-27 – 2027-12-31'}
          value={text}
          onInput={(event) => {
            form.daysOff.value = event.currentTarget.value;
            clearErrors(form, POINTER);
          }}
        />
      )}
    </Field>
  );
}

function nameOf({ pointer }: FieldError, text: string): string {
  const index = pointer.split('/')[2];
  return index === undefined ? 'The list of days off' : `Line ${lineOf(text, Number(index))}`;
}

/** With the days of the week, where a wrong date shows. */
function Reading({ text }: { text: string }) {
  const faults: string[] = [];
  const days = parseDaysOff(text, (pointer) => faults.push(pointer));
  if (days.length === 0 || faults.length > 0)
    return <>A date a line, or the first and the last with – between. Nothing occurs on them.</>;
  return <>Nothing occurs on {days.map(formatDaysOff).join('; ')}.</>;
}
