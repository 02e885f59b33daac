// Finds the palette commands and jobs that match the typed text.
import type { Job } from '../../../client/src/index.ts';
import {
  type Command,
  listActions,
  listCommandsForId,
  listPageActions,
  listPages,
  toJobCommand,
} from './commands.ts';

const MAX_JOBS = 8;
/** Number of jobs listed before anything is typed. */
const INITIAL_JOBS = 4;
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Finds the ID of a run or a job, also in a pasted URL. */
export function findId(typed: string): string | undefined {
  return ID.exec(typed)?.[0].toLowerCase();
}

export function splitWords(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

export function searchCommands(typed: string, jobs: readonly Job[]): Command[] {
  const id = findId(typed);
  if (id !== undefined) return findById(id, jobs);
  const words = splitWords(typed);
  if (words.length === 0) {
    const first = jobs.slice(0, INITIAL_JOBS).map(toJobCommand);
    return [...listPages(), ...listActions(), ...listPageActions(), ...first];
  }
  // Each typed word must be the start of a word in the text.
  const matches = (text: string) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`));
  const matching = (commands: Command[]) => commands.filter(({ text }) => matches(text));
  return [
    ...matching(listPages()),
    ...findJobs(words, jobs),
    ...matching(listActions()),
    ...matching(listPageActions()),
  ];
}

function findById(id: string, jobs: readonly Job[]): Command[] {
  const job = jobs.find((one) => one.id === id);
  return job ? [toJobCommand(job)] : listCommandsForId(id);
}

/** Jobs whose name starts with the first word come first, then jobs whose name contains this word. */
function findJobs(words: string[], jobs: readonly Job[]): Command[] {
  const found = jobs.filter(({ name, target, key, description }) => {
    const text = `${name} ${target} ${key ?? ''} ${description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ name }: Job) => {
    const index = name.toLowerCase().indexOf(words[0]!);
    return index === 0 ? 0 : index > 0 ? 1 : 2;
  };
  return found
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MAX_JOBS)
    .map(toJobCommand);
}
