// Loads the session, shows the signed-in key, and signs out.

import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure } from '../parts/messages.tsx';
import { queryClient, useQuery } from '../query.ts';
import { enter, leave, session } from '../session.ts';

/** In the navigation; empty if the service has no API keys. */
export function CurrentKey() {
  const current = session.value;
  if (!current?.needs_key) return null;
  return (
    <div class="current-key">
      <span class="cut" title={current.name}>
        {current.name}
      </span>
      <span class="muted">{current.role}</span>
      <ActionButton class="plain" onAct={signOut}>
        Sign out
      </ActionButton>
    </div>
  );
}

/** Signs out: deletes the session cookie and the cached data. */
export async function signOut(): Promise<void> {
  try {
    await api.session.delete();
    queryClient.clear();
    leave();
  } catch (error) {
    showFailure('You are still signed in.', error);
  }
}

/** Loads the session before anything else is shown; an outage is reported as on every page. */
export function SessionLoader() {
  const loaded = useQuery(null, () => api.session.get()).data.value;
  useEffect(() => {
    if (loaded) enter(loaded);
  }, [loaded]);
  return <p class="muted slow-loading">Loading…</p>;
}
