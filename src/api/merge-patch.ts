// Applies a merge patch (RFC 7396) to the definition of a job.
import { fieldsOfType } from '../../openapi/schemas/schedule-fields.ts';
import type { JobDefinition } from '../store/jobs.ts';
import { viewDefinition } from './job-mapping.ts';
import { isObject } from './repair.ts';

/**
 * Applies a merge patch to a job: the result is like a body of PUT. A patch of `schedule_type` clears the fields of
 * other types, unless it contains them.
 */
export function mergeJobPatch(
  definition: JobDefinition,
  patch: Record<string, unknown>,
): Record<string, unknown> {
  const base: Record<string, unknown> = viewDefinition(definition);
  if (patch['schedule_type'] !== undefined && patch['schedule_type'] !== definition.schedule_type) {
    for (const field of Object.values(fieldsOfType).flat()) base[field] = null;
  }
  const requested = mergePatch(base, patch) as Record<string, unknown>;
  // The merge removes a null, but an absent secret means that the stored one is kept.
  if (patch['signing_secret'] === null) requested['signing_secret'] = null;
  return requested;
}

/** RFC 7396. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  // A map treats a key such as __proto__ as data.
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}
