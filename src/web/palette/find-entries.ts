// What of it all matches what is typed.
import type { Job } from '../../../client/src/index.ts';
import { type Entry, listActions, listById, listPageActions, listPlaces, toJobEntry } from './entries.ts';

const JOBS = 8;
/** Before anything is typed. */
const FIRST_JOBS = 4;
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Of a run or a job; also where it was pasted with its address. */
export function findId(typed: string): string | undefined {
  return ID.exec(typed)?.[0].toLowerCase();
}

export function splitWords(typed: string): string[] {
  return typed.toLowerCase().split(/\s+/).filter(Boolean);
}

export function findEntries(typed: string, jobs: readonly Job[]): Entry[] {
  const id = findId(typed);
  if (id !== undefined) return findById(id, jobs);
  const words = splitWords(typed);
  if (words.length === 0) {
    const first = jobs.slice(0, FIRST_JOBS).map(toJobEntry);
    return [...listPlaces(), ...listActions(), ...listPageActions(), ...first];
  }
  // A word begins as one that was typed: of few, what was meant.
  const matches = (text: string) => words.every((word) => ` ${text.toLowerCase()}`.includes(` ${word}`));
  const known = (entries: Entry[]) => entries.filter(({ text }) => matches(text));
  return [
    ...known(listPlaces()),
    ...findJobs(words, jobs),
    ...known(listActions()),
    ...known(listPageActions()),
  ];
}

function findById(id: string, jobs: readonly Job[]): Entry[] {
  const job = jobs.find((one) => one.id === id);
  return job ? [toJobEntry(job)] : listById(id);
}

/** Those whose name begins so come first. */
function findJobs(words: string[], jobs: readonly Job[]): Entry[] {
  const found = jobs.filter(({ name, target, key, description }) => {
    const text = `${name} ${target} ${key ?? ''} ${description ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const rank = ({ name }: Job) => {
    const place = name.toLowerCase().indexOf(words[0]!);
    return place === 0 ? 0 : place > 0 ? 1 : 2;
  };
  return found
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, JOBS)
    .map(toJobEntry);
}
