// Field for days off: one date or range per line, parsed on every keystroke.
import { formatDaysOff } from '../format/days.ts';
import { lineOf, parseDaysOff } from './days-off.ts';
import type { FieldError } from './field-error.ts';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors, Field } from './fields.tsx';
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
          label={labelOf(error, text)}
          // An error in one end of a range is reported for its line.
          pointer={error.pointer}
        />
      ))}
      hint={errors.length === 0 && <DaysOffHint text={text} />}
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

function labelOf({ pointer }: FieldError, text: string): string {
  const index = pointer.split('/')[2];
  return index === undefined ? 'The list of days off' : `Line ${lineOf(text, Number(index))}`;
}

/** Lists the parsed dates with their weekdays, so that a mistyped date is noticed. */
function DaysOffHint({ text }: { text: string }) {
  const errors: string[] = [];
  const days = parseDaysOff(text, (pointer) => errors.push(pointer));
  if (days.length === 0 || errors.length > 0)
    return <>One date or range per line. The job does not run on these days.</>;
  return <>No runs on {days.map(formatDaysOff).join('; ')}.</>;
}
