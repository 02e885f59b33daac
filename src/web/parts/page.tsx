// Parts of every page: the title of the tab, the zone switch, "not found".
import { useEffect, useRef } from 'preact/hooks';
import { outage } from '../connection.ts';
import { chooseZone, ownZone, pageZone, type ZoneChoice, zoneChoice } from '../format/zone.ts';
import { links } from '../router.ts';
import { instance } from '../session.ts';

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = [title, instance?.name, 'Scheduler Service'].filter(Boolean).join(' · ');
  }, [title]);
}

/** The title of a list: its filter as a sentence starts, or `name` for everything. */
export function titleOfList(filter: string, name: 'Jobs' | 'Runs'): string {
  return filter === `all ${name.toLowerCase()}` ? name : filter.charAt(0).toUpperCase() + filter.slice(1);
}

/** A list with another key starts at its top. */
export function useTopOfList(key: string): void {
  const previous = useRef(key);
  useEffect(() => {
    if (key !== previous.current && scrollY > 0) scrollTo(0, 0);
    previous.current = key;
  }, [key]);
}

/** Chooses the zone of all times of the page. On pages of many jobs, times are in the zone of the viewer or in UTC. */
export function ZoneSwitch() {
  const ofJob = pageZone.value;
  const choice = ofJob === undefined && zoneChoice.value === 'job' ? 'own' : zoneChoice.value;
  return (
    <label class="zone-switch">
      <span class="muted">Times in</span>{' '}
      <select
        aria-label="Shown zone"
        value={choice}
        onChange={({ currentTarget }) => chooseZone(currentTarget.value as ZoneChoice)}
      >
        {ofJob !== undefined && <option value="job">{ofJob} (job)</option>}
        <option value="own">{ownZone} (mine)</option>
        <option value="utc">UTC</option>
      </select>
    </label>
  );
}

/** Shows that a job or a run is loading or does not exist. */
export function NotFound({ what, isGone }: { what: 'job' | 'run'; isGone: boolean }) {
  if (!isGone)
    return (
      <div class="slow-loading">
        <h1>{what === 'job' ? 'Job' : 'Run'}</h1>
        <p class="muted">{outage.value ? 'Shown as soon as the service can be reached.' : 'Loading…'}</p>
      </div>
    );
  return (
    <>
      <h1>{what === 'job' ? 'Job' : 'Run'} not found</h1>
      <p>
        {what === 'job'
          ? 'It was deleted or never existed.'
          : 'It is older than the retention period, or never existed.'}{' '}
        <a href={links[`${what}s`]()}>See all {what}s</a>
      </p>
    </>
  );
}
