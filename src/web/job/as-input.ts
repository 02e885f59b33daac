// Converts a stored job to the input that creates an equal job, without fields at their default.
import type { Job } from '../../../client/src/index.ts';
import { fieldNames, jobDefaults } from '../job-fields.ts';
import { isSameJson } from '../same-json.ts';

/** The default of each field in output order, without the key; of a required field none. */
const defaults = Object.fromEntries(
  fieldNames
    .filter((name) => name !== 'key')
    .map((name): [string, unknown] => [name, jobDefaults[name as keyof typeof jobDefaults]]),
);

/** Leaves out the key, which is in the URL, and the secrets, which the service does not return. */
export function toInput(job: Job): Record<string, unknown> {
  const input = leaveOut(job, defaults);
  // Of an object with defaults, single fields may be left out as well.
  for (const name of ['retry', 'catch_up', 'success'] as const) {
    if (name in input) input[name] = leaveOut(job[name], jobDefaults[name]);
  }
  // `inactive` is the only status that a client can set; the service sets the others.
  return job.status_reason === 'paused' ? { ...input, status: 'inactive' } : input;
}

function leaveOut(value: object, defaultValues: object): Record<string, unknown> {
  const given = new Map(Object.entries(value) as [string, unknown][]);
  const kept = Object.entries(defaultValues).filter(
    ([name, value]) => !isSameJson(given.get(name) ?? null, value),
  );
  return Object.fromEntries(kept.map(([name]) => [name, given.get(name)]));
}
