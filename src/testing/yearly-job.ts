// Test helper: a job without occurrences during a test.
import type { JobInput } from '../../client/src/index.ts';

export function yearlyJob(target: string, fields: Partial<JobInput> = {}): JobInput {
  return { name: 'job', target, schedule_type: 'cron', cron_expression: '0 0 1 1 *', ...fields };
}
