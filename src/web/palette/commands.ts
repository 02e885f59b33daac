// Commands of the palette (pages, actions, shortcuts), and the search for commands and jobs.

import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule } from '../format/job-text.tsx';
import { pauseOrResume, runNow } from '../jobs/job-actions.ts';
import { findId, splitWords } from '../jobs/job-search.ts';
import { findKeys, type Key, openKeysHelp } from '../keys/keys.ts';
import type { IconName } from '../parts/icons.tsx';
import { goTo, links } from '../router.ts';
import { may, session } from '../session.ts';
import { signOut } from '../sign-in/account.tsx';
import { isPausePanelOpen, resumeScheduler, schedulerPause } from '../system/scheduler-pause.tsx';

export interface Command {
  id: string;
  group: 'Go to' | 'Jobs' | 'Actions' | 'This page';
  icon: IconName;
  text: string;
  job?: Job;
  /** The shortcut of the command. */
  caps?: Key['key'];
  run: () => void;
}

function listPages(): Command[] {
  const place = (text: string, icon: IconName, link: string, caps?: string): Command => ({
    id: `place-${text}`,
    group: 'Go to',
    icon,
    text,
    ...(caps !== undefined && { caps }),
    run: () => goTo(link),
  });
  return [
    place('Overview', 'overview', links.overview, 'g o'),
    place('Jobs', 'jobs', links.jobs(), 'g j'),
    place('Runs', 'runs', links.runs(), 'g r'),
    place('Upcoming', 'upcoming', links.upcoming(), 'g u'),
    place('Alerts', 'alerts', links.alerts, 'g l'),
    place('Audit', 'audit', links.audit(), 'g a'),
    place('System', 'system', links.system, 'g s'),
    { ...place('API in Swagger UI', 'docs', links.docs), run: () => location.assign(links.docs) },
  ];
}

function listActions(): Command[] {
  const action = (text: string, icon: IconName, run: () => void): Command => ({
    id: `action-${text}`,
    group: 'Actions',
    icon,
    text,
    run,
  });
  return [
    ...(may('edit') ? [action('Create job', 'edit', () => goTo(links.newJob))] : []),
    ...(may('operate')
      ? [
          schedulerPause.value?.paused
            ? action('Resume scheduler', 'resume', () => void resumeScheduler())
            : action('Pause scheduler', 'pause', openPausePanel),
        ]
      : []),
    { ...action('Show keyboard shortcuts', 'jobs', openKeysHelp), caps: '?' },
    ...(session.value?.needs_key ? [action('Sign out', 'cancel', () => void signOut())] : []),
  ];
}

function openPausePanel(): void {
  goTo(links.system);
  isPausePanelOpen.value = true;
}

/** Shortcuts of the current page, except `j` and `k`, which only move within a list. */
function listPageActions(): Command[] {
  return findKeys()
    .filter(({ isEverywhere }) => !isEverywhere)
    .flatMap(({ keys }) => keys)
    .filter(({ key, mod }) => !mod && !['j', 'k'].includes(key))
    .map(({ key, does, run }) => ({
      id: `key-${key}`,
      group: 'This page',
      icon: 'run',
      text: does,
      caps: key,
      run,
    }));
}

function toJobCommand(job: Job): Command {
  return {
    id: job.id,
    group: 'Jobs',
    icon: 'jobs',
    text: job.name,
    job,
    run: () => goTo(links.job(job.id)),
  };
}

/** Actions of one verb on jobs: `pause wages` offers *Pause “wages”*. */
function listJobActions(verb: string, jobs: readonly Job[]): Command[] {
  return jobs.flatMap((job) => {
    const isActive = job.status === 'active';
    const actions: [text: string, icon: IconName, isPossible: boolean, run: () => void][] = [
      ['Run', 'run', may('operate'), () => void runNow(job)],
      ['Pause', 'pause', may('operate') && isActive, () => void pauseOrResume(job)],
      [
        'Resume',
        'resume',
        may('operate') && !isActive && !needsNewSchedule(job),
        () => void pauseOrResume(job),
      ],
      ['Edit', 'edit', may('edit'), () => goTo(links.editJob(job.id))],
    ];
    return actions
      .filter(([text, , isPossible]) => isPossible && text.toLowerCase().startsWith(verb))
      .map(([text, icon, , run]) => ({
        id: `${text}-${job.id}`,
        group: 'Actions' as const,
        icon,
        text: `${text} “${job.name}”`,
        run,
      }));
  });
}

/** An unknown ID can belong to a run or to a job. */
function listCommandsForId(id: string): Command[] {
  return [
    {
      id: `run-${id}`,
      group: 'Go to',
      icon: 'runs',
      text: `Run ${id}`,
      run: () => goTo(links.run(id)),
    },
    {
      id: `job-${id}`,
      group: 'Go to',
      icon: 'jobs',
      text: `Job ${id}`,
      run: () => goTo(links.job(id)),
    },
  ];
}

const MAX_JOBS = 8;
/** Number of jobs listed before anything is typed. */
const INITIAL_JOBS = 4;

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
