// The session of the user (actor, role, permissions), and the installation that the page belongs to.
import { batch, computed, signal } from '@preact/signals';
import type { Job, Run, Session } from '../../client/src/index.ts';

/** Undefined before it is loaded and after signing out. Keeps its value when the session expires. */
export const session = signal<Session | undefined>(undefined);
/** The user has to sign in: the service requires an API key. */
export const isLocked = signal(false);

/** Starts a session after signing in. */
export function enter(newSession: Session): void {
  batch(() => {
    session.value = newSession;
    isLocked.value = false;
  });
}

/** Asks for an API key and keeps the session's data, as when the session expires. */
export function lock(): void {
  isLocked.value = true;
}

/** Ends the session after signing out. */
export function leave(): void {
  batch(() => {
    session.value = undefined;
    isLocked.value = true;
  });
}

/** `operate`: run, pause, resume, cancel and retry. `edit`: create, change and delete jobs. */
export function may(permission: 'operate' | 'edit'): boolean {
  const role = session.value?.role;
  return role === 'admin' || (role === 'operator' && permission === 'operate');
}

/** The installation as the service writes it into the page. */
interface Instance {
  name: string;
  color: string;
}

const read = (name: string) => document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content;

/** The path of the service behind a proxy, such as `/scheduler`; else empty. */
export const basePath = read('base-path') ?? '';
/** The URL of the service. */
export const serviceUrl = location.origin + basePath;

/** Undefined for an installation without a name. */
export const instance: Instance | undefined = readInstance();

function readInstance(): Instance | undefined {
  const name = read('instance-name');
  return name ? { name, color: read('instance-color') ?? 'gray' } : undefined;
}

export interface FirstJob {
  job: Job;
  run: Run;
}

/** The job of the first use, and `creating` until the job and its run exist. */
export const firstJob = signal<FirstJob | 'creating' | null>(null);

/** Whether a first job is being created or shown. `<FirstUse />` then stays although a job exists. */
export const isFirstUse = computed(() => firstJob.value !== null);
