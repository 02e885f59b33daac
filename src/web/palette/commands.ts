// Commands of the palette: pages, actions and the shortcuts of the current page.
import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule } from '../format/job-text.ts';
import { pauseOrResume, runNow } from '../jobs/job-actions.ts';
import { findKeys, type Key } from '../keys/keys.ts';
import { openKeysHelp } from '../keys/keys-help.tsx';
import type { IconName } from '../parts/icons.tsx';
import { goTo, links } from '../router.ts';
import { may, session } from '../session.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { isPausePanelOpen, resumeScheduler, schedulerPause } from '../system/scheduler-pause.ts';

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

export function listPages(): Command[] {
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

export function listActions(): Command[] {
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
export function listPageActions(): Command[] {
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

export function toJobCommand(job: Job): Command {
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
export function listJobActions(verb: string, jobs: readonly Job[]): Command[] {
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
export function listCommandsForId(id: string): Command[] {
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
