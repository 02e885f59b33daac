// A suggestion: schedule fields to merge into a request, in place of an invalid or surprising schedule.
import { z } from '@hono/zod-openapi';
import { viewsOf } from './field.ts';
import { scheduleFields } from './schedule-fields.ts';

export const Suggestion = z
  .strictObject({ ...viewsOf(scheduleFields), spread_seconds: z.int().min(0).max(86_400) })
  .partial()
  .openapi('ScheduleSuggestion', {
    description:
      'Fields with the intended meaning, to merge into the job (RFC 7396): null removes a field. The service accepts the merged schedule.',
    example: { cron_expression: '0 12 * * *' },
  });
