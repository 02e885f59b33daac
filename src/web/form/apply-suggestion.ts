// Puts the suggestion of an error or a warning into the form.
import { batch } from '@preact/signals';
import { toWallClock } from '../format/zone.ts';
import type { FieldError } from './field-error.ts';
import { clearErrors } from './field-errors.ts';
import type { JobForm } from './job-form.ts';
import { chooseKind } from './switch-kind.ts';

export type Suggestion = NonNullable<FieldError['suggestion']>;

export function applySuggestion(form: JobForm, suggestion: Suggestion): void {
  const zone = suggestion.timezone ?? form.timezone.value.trim();
  const { schedule_type: type, cron_expression: cron, interval, interval_value: value } = suggestion;
  batch(() => {
    form.timezone.value = zone;
    if (type === 'recurring') chooseKind(form, 'interval');
    if (type === 'specific_time') chooseKind(form, 'once');
    if (cron) form.cron.value = cron;
    if (interval) form.interval.value = interval;
    if (value) form.intervalValue.value = String(value);
    if (suggestion.spread_seconds !== undefined) form.spread.value = String(suggestion.spread_seconds);
    const instants = [
      [suggestion.specific_time, form.specificTime],
      [suggestion.starts_at, form.startsAt],
      [suggestion.ends_at, form.endsAt],
    ] as const;
    for (const [at, field] of instants) if (at) field.value = toWallClock(at, zone);
    for (const pointer of ['/cron_expression', '/timezone']) clearErrors(form, pointer);
  });
}

/** The label of its button, such as `Use 0 12 * * *`. */
export function suggestionText(suggestion: Suggestion): string {
  const { cron_expression: cron, interval, interval_value: value, specific_time, timezone } = suggestion;
  const parts = [
    cron,
    interval && value && `every ${value === 1 ? interval : `${value} ${interval}s`}`,
    specific_time,
    timezone,
  ];
  return `Use ${parts.filter(Boolean).join(', ')}`;
}
