// What the palette can offer: places, actions, and what this page's keys do.
import type { Job } from '../../../client/src/index.ts';
import { findKeys, type Key } from '../keys/keys.ts';
import { openKeysHelp } from '../keys/keys-help.tsx';
import type { IconName } from '../parts/icons.tsx';
import { goTo, links } from '../router.ts';
import { may, session } from '../session.ts';
import { signOut } from '../sign-in/sign-out.ts';
import { isAskingToPause, masterSwitch, resumeEverything } from '../system/master-switch.ts';

export interface Entry {
  id: string;
  group: 'Go to' | 'Jobs' | 'Do' | 'Here';
  icon: IconName;
  text: string;
  job?: Job;
  /** The key that does the same. */
  caps?: Key['key'];
  run: () => void;
}

export function listPlaces(): Entry[] {
  const place = (text: string, icon: IconName, link: string, caps?: string): Entry => ({
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
    place('System', 'system', links.system, 'g s'),
    { ...place('API in Swagger UI', 'docs', links.docs), run: () => location.assign(links.docs) },
  ];
}

export function listActions(): Entry[] {
  const action = (text: string, icon: IconName, run: () => void): Entry => ({
    id: `action-${text}`,
    group: 'Do',
    icon,
    text,
    run,
  });
  return [
    ...(may('edit') ? [action('Create a job', 'edit', () => goTo(links.newJob))] : []),
    ...(may('operate')
      ? [
          masterSwitch.value?.paused
            ? action('Resume everything', 'resume', () => void resumeEverything())
            : action('Pause everything', 'pause', askToPause),
        ]
      : []),
    { ...action('Show the keys', 'jobs', openKeysHelp), caps: '?' },
    ...(session.value?.needs_key ? [action('Sign out', 'cancel', () => void signOut())] : []),
  ];
}

function askToPause(): void {
  goTo(links.system);
  isAskingToPause.value = true;
}

/** What the keys of this page do; where to move in a list is the keyboard's alone. */
export function listPageActions(): Entry[] {
  return findKeys()
    .filter(({ isEverywhere }) => !isEverywhere)
    .flatMap(({ keys }) => keys)
    .filter(({ key, mod }) => !mod && !['j', 'k'].includes(key))
    .map(({ key, does, run }) => ({
      id: `key-${key}`,
      group: 'Here',
      icon: 'run',
      text: does,
      caps: key,
      run,
    }));
}

export function toJobEntry(job: Job): Entry {
  return {
    id: job.id,
    group: 'Jobs',
    icon: 'jobs',
    text: job.name,
    job,
    run: () => goTo(links.job(job.id)),
  };
}

/** An id may be that of either. */
export function listById(id: string): Entry[] {
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
