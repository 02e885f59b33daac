// Test helper: a job definition with the contract's defaults.
import { JobInput } from '../../openapi/schemas/job.ts';
import { parseFields } from '../api/job-mapping.ts';
import type { JobDefinition } from '../store/jobs.ts';

/** A job every minute with an unreachable target. */
export const testDefinition: JobDefinition = {
  ...parseFields(
    JobInput.parse({
      name: 'job',
      target: 'http://127.0.0.1:9/',
      schedule_type: 'cron',
      cron_expression: '* * * * *',
    }),
  ),
  signing_secret: null,
  previous_signing_secret: null,
  previous_secret_expires_at: null,
};
