// Chooses the time zone in which all times of the page are shown.
import { chooseZone, pageZone, type ZoneChoice, zoneChoice } from '../format/shown-zone.ts';
import { ownZone } from '../format/zone.ts';

/** On pages of many jobs, times are in the zone of the viewer or in UTC. */
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
