// Converts a stored job to the input that creates an equal job, without fields at their default.
import type { Job } from '../../../client/src/index.ts';

/** The default of each field, in output order; a field with this value is left out. */
const defaults = {
  name: undefined,
  description: null,
  target: undefined,
  method: 'POST',
  headers: {},
  payload: null,
  schedule_type: undefined,
  cron_expression: null,
  specific_time: null,
  interval: null,
  interval_value: null,
  timezone: 'UTC',
  starts_at: null,
  ends_at: null,
  exclude: [],
  max_runs: null,
  spread_seconds: 0,
  timeout_seconds: 30,
  retry: {
    max_attempts: 4,
    initial_delay_seconds: 10,
    max_delay_seconds: 3_600,
    factor: 2,
    max_age_seconds: 86_400,
  },
  overlap: 'skip',
  catch_up: { policy: 'one', window_seconds: 86_400 },
  success: { statuses: ['2xx'], body_contains: null },
  pause_after_failures: null,
  tags: [],
  delete_when_finished: false,
} satisfies { [Field in keyof Job]?: unknown };

/** Objects in which single fields may be left out. */
const partialFields = ['retry', 'catch_up', 'success'];

/** Leaves out the key, which is in the URL, and the secrets, which the service does not return. */
export function toInput(job: Job): Record<string, unknown> {
  const input = leaveOut(job, defaults);
  for (const name of partialFields) {
    if (name in input) input[name] = leaveOut(input[name] as object, defaults[name as 'retry']);
  }
  // `inactive` is the only status that a client can set; the service sets the others.
  return job.status_reason === 'paused' ? { ...input, status: 'inactive' } : input;
}

function leaveOut(value: object, defaultValues: object): Record<string, unknown> {
  const given = new Map(Object.entries(value) as [string, unknown][]);
  const kept = Object.entries(defaultValues).filter(
    ([name, value]) => !isSame(given.get(name) ?? null, value),
  );
  return Object.fromEntries(kept.map(([name]) => [name, given.get(name)]));
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
