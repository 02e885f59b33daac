// Asks who uses the page before anything else is shown; an answer that is late is told like any other.
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { useLive } from '../live.ts';
import { enter } from '../session.ts';

export function Opening() {
  const who = useLive(null, () => api.session.get()).data.value;
  useEffect(() => {
    if (who) enter(who);
  }, [who]);
  return <p class="muted patient">Loading…</p>;
}
