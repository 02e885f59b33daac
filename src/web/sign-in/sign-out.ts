// Signs out: deletes the session cookie and the cached data.
import { api } from '../api.ts';
import { showFailure } from '../parts/messages.tsx';
import { queryClient } from '../query.ts';
import { leave } from '../session.ts';

export async function signOut(): Promise<void> {
  try {
    await api.session.delete();
    queryClient.clear();
    leave();
  } catch (error) {
    showFailure('You are still signed in.', error);
  }
}
