// Test helper: schedule fields with defaults for everything that a test does not set.

import type { ScheduleFields } from './schedule.ts';

export const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

export function cronFields(cronExpression: string, timezone = 'UTC'): ScheduleFields {
  return fieldsOf({ schedule_type: 'cron', cron_expression: cronExpression, timezone });
}

export function fieldsOf(
  given: Partial<ScheduleFields> & Pick<ScheduleFields, 'schedule_type'>,
): ScheduleFields {
  return {
    cron_expression: null,
    specific_time: null,
    interval: null,
    interval_value: null,
    timezone: 'UTC',
    starts_at: null,
    ends_at: null,
    exclude: [],
    created_at: at('2026-01-01T00:00:00Z'),
    ...given,
  };
}
