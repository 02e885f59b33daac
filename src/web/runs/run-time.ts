// Where in time a run stands in lists: its id begins with it.

/** Unix milliseconds: of a scheduled run its nominal instant, of any other the one at which it was made. */
export function timeOf(id: string): number {
  return Number.parseInt(id.replace('-', '').slice(0, 12), 16);
}
