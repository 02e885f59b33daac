// Finds the palette commands and jobs that match the typed text.
import type { Job } from '../../../client/src/index.ts';
import {
  type Command,
  listActions,
  listCommandsForId,
  listJobActions,
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

/** The part of the text that names a job: without the verb of an action. */
export function textOfJob(typed: string): string {
  return typed.trimStart().replace(/^(?:run|pause|resume|edit)\s+(?=\S)/i, '');
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
  const [verb = '', ...rest] = words;
  const ofJobs = rest.length === 0 ? [] : listJobActions(verb, findJobs(rest, jobs));
  const actions = [...ofJobs, ...matching(listActions()), ...matching(listPageActions())];
  const found = findJobs(words, jobs).map(toJobCommand);
  // What is typed is an action first if an action starts with the first word, as “pause” does.
  const isAction = actions.some(({ text }) => text.toLowerCase().startsWith(verb));
  return [...matching(listPages()), ...(isAction ? [...actions, ...found] : [...found, ...actions])];
}

function findById(id: string, jobs: readonly Job[]): Command[] {
  const job = jobs.find((one) => one.id === id);
  return job ? [toJobCommand(job)] : listCommandsForId(id);
}

/** Jobs whose name starts with the first word come first, then jobs whose name contains this word. */
function findJobs(words: string[], jobs: readonly Job[]): Job[] {
  const found = jobs.filter(({ name, target, key, description }) => {
    const text = `${name} ${target} ${key ?? ''} ${description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ name }: Job) => {
    const index = name.toLowerCase().indexOf(words[0]!);
    return index === 0 ? 0 : index > 0 ? 1 : 2;
  };
  return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_JOBS);
}
