// Whose key is in use, and the way out.
import { ActionButton } from '../parts/action-button.tsx';
import { session } from '../session.ts';
import { signOut } from './sign-out.ts';

/** In the rail; nothing where the service has no keys. */
export function Who() {
  const who = session.value;
  if (!who?.needs_key) return null;
  return (
    <div class="who">
      <span class="cut" title={who.name}>
        {who.name}
      </span>
      <span class="muted">{who.role}</span>
      <ActionButton class="plain" onAct={signOut}>
        Sign out
      </ActionButton>
    </div>
  );
}

const roles = {
  viewer: 'a viewer: you look at everything',
  operator: 'an operator: you also run, pause, resume, cancel and retry',
  admin: 'an admin: you also create, edit and delete jobs',
};

/** On a page, in words. */
export function SignedIn() {
  const who = session.value;
  if (!who) return null;
  return (
    <section class="signed-in" aria-labelledby="signed-in">
      <h2 id="signed-in">Access</h2>
      {who.needs_key ? (
        <>
          <p class="prose">
            Signed in as <strong>{who.name}</strong>, {roles[who.role]}.
          </p>
          <ActionButton onAct={signOut}>Sign out</ActionButton>
        </>
      ) : (
        <p class="prose">
          This service has no access keys: whoever reaches it may do everything. To let others in, give it
          some with <code>API_KEYS</code>.
        </p>
      )}
    </section>
  );
}
