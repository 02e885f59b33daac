// Fields of daily, weekly and monthly schedules; the form turns them into a cron expression.
import { ordinal } from '../../text/ordinal.ts';
import { type CalendarSchedule, missingPartText } from './calendar-cron.ts';
import { clearErrors, errorsAt } from './field-errors.ts';
import { Errors, SelectField, TextField } from './fields.tsx';
import { type JobForm, readValues } from './job-form.ts';
import { cronOf } from './switch-kind.ts';

const POINTER = '/cron_expression';

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const monthDays: [string, string][] = [
  ...Array.from({ length: 31 }, (_, index): [string, string] => [
    String(index + 1),
    `the ${ordinal(index + 1)}`,
  ]),
  ['L', 'the last day'],
];

export function CalendarFields({ form, kind }: { form: JobForm; kind: CalendarSchedule['kind'] }) {
  const cron = cronOf(readValues(form.fields));
  return (
    <div class="field two-lines clock">
      <div class="clock-line">
        <TextField form={form} pointer={POINTER} label="At" value={form.time} type="time" messages="" />
        {kind === 'weekly' && <Weekdays form={form} />}
        {kind === 'monthly' && (
          <SelectField
            form={form}
            pointer={`${POINTER}/day`}
            label="On"
            value={form.monthDay}
            options={monthDays}
          />
        )}
      </div>
      <Errors errors={errorsAt(form, POINTER)} label="The schedule" pointer={POINTER} />
      <p class="hint">
        {cron === '' ? (
          missingPartText(form.time.value)
        ) : (
          <>
            As cron: <code>{cron}</code>
          </>
        )}
      </p>
    </div>
  );
}

function Weekdays({ form }: { form: JobForm }) {
  const chosen = form.weekdays.value;
  function toggle(day: number): void {
    form.weekdays.value = chosen.includes(day)
      ? chosen.filter((other) => other !== day)
      : [...chosen, day].sort((a, b) => a - b);
    clearErrors(form, POINTER);
  }
  return (
    <fieldset class="field">
      <legend>On</legend>
      <div class="segments weekdays">
        {weekdays.map((name, index) => (
          <label key={name} title={name}>
            <input
              type="checkbox"
              class="unseen"
              aria-label={name}
              checked={chosen.includes(index + 1)}
              onChange={() => toggle(index + 1)}
            />
            {name.slice(0, 2)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
