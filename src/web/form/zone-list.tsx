// Time zones to choose from, each with what its clocks show.
import { useEffect } from 'preact/hooks';
import { now } from '../clock.ts';
import { ownZone } from '../format/time.ts';
import { readZone } from '../format/zone.ts';

/** More are not read; a word narrows them down. */
const AT_MOST = 50;

interface Props {
  id: string;
  zones: readonly string[];
  recent: readonly string[];
  active: number;
  onChoose: (zone: string) => void;
}

export function ZoneList({ id, zones, recent, active, onChoose }: Props) {
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const shown = zones.slice(0, Math.max(AT_MOST, active + 1));
  const rest = zones.length - shown.length;
  return (
    // The field keeps the focus.
    <div class="zones" onMouseDown={(event) => event.preventDefault()}>
      <ul id={id} role="listbox" aria-label="Zones that match">
        {shown.map((zone, index) => (
          <li
            key={zone}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            onClick={() => onChoose(zone)}
          >
            <Zone zone={zone} isRecent={recent.includes(zone)} />
          </li>
        ))}
      </ul>
      {zones.length === 0 && <p class="hint">No zone is called like that. Try a larger city near it.</p>}
      {rest > 0 && <p class="hint">And {rest} more: type some of a name.</p>}
    </div>
  );
}

function Zone({ zone, isRecent }: { zone: string; isRecent: boolean }) {
  // To the minute: the list is not to be read anew each second.
  const { time, offset, name } = readZone(zone, Math.floor(now.value / 60_000) * 60_000);
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
