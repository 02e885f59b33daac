// Conditional writes: ETag and If-Match.
import { Problem } from './problems.ts';

/** The entity tag of a job's definition. */
export function etagOf(job: { version: number }): string {
  return `"${job.version}"`;
}

/** Throws a 412 if `If-Match` contains neither the current ETag of the job nor `*`. */
export function checkIfMatch(ifMatch: string | undefined, job: { version: number }): void {
  if (ifMatch === undefined) return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  // Weak tags never match (RFC 9110, 13.1.1).
  if (tags.includes('*') || tags.includes(etagOf(job))) return;
  throw new Problem(
    412,
    `The job has changed since it was read: its ETag is now ${etagOf(job)}. Read the job again and repeat the change.`,
  );
}
