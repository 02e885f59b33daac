// Who uses the page, and what they may do with it.
import { batch, signal } from '@preact/signals';
import type { Session } from '../../client/src/index.ts';

/** Undefined before the service has said, and after signing out. Stays when the session lapses. */
export const session = signal<Session | undefined>(undefined);
/** The service asks for a key. */
export const isLocked = signal(false);

export function enter(who: Session): void {
  batch(() => {
    session.value = who;
    isLocked.value = false;
  });
}

export function lock(): void {
  isLocked.value = true;
}

export function leave(): void {
  batch(() => {
    session.value = undefined;
    isLocked.value = true;
  });
}

/** Operating is running, pausing, resuming, canceling and retrying; editing all that changes what a job is. */
export function may(what: 'operate' | 'edit'): boolean {
  const role = session.value?.role;
  return role === 'admin' || (role === 'operator' && what === 'operate');
}
