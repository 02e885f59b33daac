// Writes that are to hold only for what was read: ETag and If-Match.
import { Problem } from './problems.ts';

/** The entity tag of a job's definition. */
export function etagOf(job: { version: number }): string {
  return `"${job.version}"`;
}

/** Throws a 412 when `If-Match` names neither the job's definition as it is nor any (`*`). */
export function checkIfMatch(ifMatch: string | undefined, job: { version: number }): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  // A weak tag never matches: it would not tell of every change.
  if (tags.includes('*') || tags.includes(etagOf(job))) return;
  throw new Problem(
    412,
    `The job is not as it was read: its definition is ${etagOf(job)} now. Read it again, then decide.`,
  );
}
