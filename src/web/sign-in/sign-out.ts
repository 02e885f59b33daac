// The way out: the cookie goes, and what was seen with it.
import { api } from '../api.ts';
import { forget } from '../live.ts';
import { sayFailure } from '../parts/messages.tsx';
import { leave } from '../session.ts';

export async function signOut(): Promise<void> {
  try {
    await api.session.delete();
    forget();
    leave();
  } catch (error) {
    sayFailure('You are still signed in.', error);
  }
}
