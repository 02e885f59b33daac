// Loads the session before anything else is shown; an outage is reported as on every page.
import { useEffect } from 'preact/hooks';
import { api } from '../api.ts';
import { useQuery } from '../query.ts';
import { enter } from '../session.ts';

export function SessionLoader() {
  const loaded = useQuery(null, () => api.session.get()).data.value;
  useEffect(() => {
    if (loaded) enter(loaded);
  }, [loaded]);
  return <p class="muted slow-loading">Loading…</p>;
}
