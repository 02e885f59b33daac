// The shape of a declared status transition, for runs and for jobs.

/** `API` is a request; `rescue` is the planner's sweep that repairs what a dead process left. */
export type Actor = 'planner' | 'worker' | 'API' | 'rescue';

export interface Transition<State extends string> {
  /** Null: the transition creates the row. */
  from: readonly State[] | null;
  /** Null: the transition deletes the row. */
  to: State | null;
  by: readonly Actor[];
  /** One sentence for docs/lifecycle.md. */
  when: string;
  /** The functions of the store with the statement that writes the transition, as `file.ts#function`. */
  writtenBy: readonly string[];
}

/** Each transition as `from --> to: name` for every state it starts from; `[*]` is a row that does not exist. */
export function listEdges(transitions: Readonly<Record<string, Transition<string>>>): string[] {
  return Object.entries(transitions).flatMap(([name, { from, to }]) =>
    (from ?? ['[*]']).map((state) => `${state} --> ${to ?? '[*]'}: ${name}`),
  );
}
