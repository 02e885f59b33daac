// Reads the time that a run ID (UUID v7) starts with, by which lists sort runs.

/** Unix milliseconds: the scheduled time of a scheduled run, the creation time of any other run. */
export function timeOfRunId(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
