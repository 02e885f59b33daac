// Test helper: schedule fields with defaults for everything that a test does not set.

import type { ScheduleFields } from './schedule.ts';

export const at = (text: string): Temporal.Instant => Temporal.Instant.from(text);

export function cronFields(cronExpression: string, timezone = 'UTC'): ScheduleFields {
  return fieldsOf({ scheduleType: 'cron', cronExpression, timezone });
}

export function fieldsOf(
  given: Partial<ScheduleFields> & Pick<ScheduleFields, 'scheduleType'>,
): ScheduleFields {
  return {
    cronExpression: null,
    specificTime: null,
    interval: null,
    intervalValue: null,
    timezone: 'UTC',
    startsAt: null,
    endsAt: null,
    exclude: [],
    createdAt: at('2026-01-01T00:00:00Z'),
    ...given,
  };
}
