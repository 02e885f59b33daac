// Whose key is in use, and the way out; nothing where the service has no keys.
import { api } from '../api.ts';
import { forget } from '../live.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { sayFailure } from '../parts/messages.tsx';
import { leave, session } from '../session.ts';

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

async function signOut(): Promise<void> {
  try {
    await api.session.delete();
    forget();
    leave();
  } catch (error) {
    sayFailure('You are still signed in.', error);
  }
}
