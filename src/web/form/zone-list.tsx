// List of matching time zones, each with its current time.
import { now } from '../clock.ts';
import { MINUTE_MS } from '../format/units.ts';
import { ownZone, readZone } from '../format/zone.ts';
import type { Combobox } from '../parts/combobox.ts';

/** Zones shown at once; typing narrows the list. */
const MAX_SHOWN = 50;

interface Props {
  combobox: Combobox<string>;
  zones: readonly string[];
  recent: readonly string[];
}

export function ZoneList({ combobox, zones, recent }: Props) {
  const marked = combobox.marked === undefined ? 0 : zones.indexOf(combobox.marked);
  const shown = zones.slice(0, Math.max(MAX_SHOWN, marked + 1));
  const rest = zones.length - shown.length;
  return (
    // Prevent a click from taking the focus away from the field.
    <div class="zones" onMouseDown={(event) => event.preventDefault()}>
      <ul {...combobox.list} aria-label="Matching zones">
        {shown.map((zone) => (
          <li key={zone} {...combobox.optionOf(zone)}>
            <Zone zone={zone} isRecent={recent.includes(zone)} />
          </li>
        ))}
      </ul>
      {zones.length === 0 && <p class="hint">No matching time zone. Try a larger city nearby.</p>}
      {rest > 0 && <p class="hint">{rest} more. Type to filter.</p>}
    </div>
  );
}

function Zone({ zone, isRecent }: { zone: string; isRecent: boolean }) {
  // Round to the minute, so that the list does not render every second.
  const { time, offset, name } = readZone(zone, Math.floor(now.value / MINUTE_MS) * MINUTE_MS);
  const origin = zone === ownZone ? 'yours' : isRecent ? 'recent' : '';
  return (
    <>
      <span class="cut">
        {zone.replaceAll('_', ' ')}{' '}
        <span class="muted">{[origin, name.startsWith('GMT') ? '' : name].filter(Boolean).join(' · ')}</span>
      </span>
      <span>{time}</span>
      <span class="muted">{offset}</span>
    </>
  );
}
