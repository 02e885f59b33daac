// Loads the session, shows the signed-in key and its role, and signs out.

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

const roles = {
  viewer: 'viewer: you can see everything',
  operator: 'operator: you can also run, pause, resume, cancel and retry',
  admin: 'admin: you can also create, edit and delete jobs',
};

/** Section of the system page that explains the role. */
export function AccessSection() {
  const current = session.value;
  if (!current) return null;
  return (
    <section class="signed-in" aria-labelledby="signed-in">
      <h2 id="signed-in">Access</h2>
      {current.needs_key ? (
        <>
          <p class="prose">
            Signed in as <strong>{current.name}</strong>. Role {roles[current.role]}.
          </p>
          <ActionButton onAct={signOut}>Sign out</ActionButton>
        </>
      ) : (
        <p class="prose">
          This service has no API keys: anyone who can reach it has full access. Set <code>API_KEYS</code> to
          require a key.
        </p>
      )}
    </section>
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
