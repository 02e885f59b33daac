// Time zone field with search, built as an ARIA combobox.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../clock.ts';
import { MINUTE_MS } from '../format/units.ts';
import { isZone, ownZone, readZone, zoneNames } from '../format/zone.ts';
import { type Combobox, useCombobox } from '../parts/combobox.ts';
import { clearErrors } from './field-errors.ts';
import { Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { recentZones, rememberZone } from './recent-zones.ts';
import { loadZoneWords, searchZones } from './zone-search.ts';

/** Zones shown at once; typing narrows the list. */
const MAX_SHOWN = 50;

interface Props {
  combobox: Combobox<string>;
  zones: readonly string[];
  recent: readonly string[];
}

function ZoneList({ combobox, zones, recent }: Props) {
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

const POINTER = '/timezone';
const LIST = 'zones';

export function ZoneField({ form }: { form: JobForm }) {
  const input = useRef<HTMLInputElement>(null);
  /** Search text; null while not searching. */
  const text = useSignal<string | null>(null);
  const isOpen = useSignal(false);
  const recent = useRef(recentZones());
  const found = isOpen.value ? searchZones(text.value ?? '', recent.current) : [];
  const zone = form.timezone.value.trim();

  const combobox = useCombobox({
    id: LIST,
    options: found,
    keyOf: (name) => name,
    isOpen: isOpen.value,
    onOpen: open,
    onClose: close,
    onChoose: choose,
  });

  useEffect(() => {
    if (isOpen.value) document.getElementById(LIST)?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [isOpen.value]);

  function open(): void {
    if (isOpen.value) return;
    recent.current = recentZones();
    combobox.mark(zone);
    isOpen.value = true;
  }

  function close(): void {
    isOpen.value = false;
    text.value = null;
  }

  function set(name: string): void {
    form.timezone.value = name;
    clearErrors(form, POINTER);
  }

  function choose(name: string | undefined): void {
    if (name === undefined) return close();
    set(name);
    rememberZone(name);
    close();
  }

  /** Leaving the field with a search text chooses the marked zone. */
  function chooseMarked(): void {
    choose(text.value?.trim() ? combobox.marked : undefined);
  }

  function onInput(typed: string): void {
    text.value = typed;
    isOpen.value = true;
    combobox.mark('');
    const normalized = typed.trim().toLowerCase();
    const exact = zoneNames.find((name) => name.toLowerCase() === normalized);
    // Text without a match is kept as typed; saving reports an error.
    const hasNoMatch = normalized !== '' && searchZones(typed, []).length === 0;
    if (exact !== undefined || hasNoMatch) set(exact ?? typed.trim());
  }

  return (
    <Field form={form} pointer={POINTER} label="Time zone" hint={<ZoneClock zone={zone} />} class="two-lines">
      {(attributes) => (
        <div class="zone">
          <input
            {...attributes}
            ref={input}
            {...combobox.field}
            placeholder="City, region or EST"
            autocapitalize="off"
            value={text.value ?? form.timezone.value}
            onFocus={() => {
              loadZoneWords();
              input.current?.select();
            }}
            onClick={open}
            onInput={(event) => onInput(event.currentTarget.value)}
            onBlur={chooseMarked}
          />
          {isOpen.value && <ZoneList combobox={combobox} zones={found} recent={recent.current} />}
        </div>
      )}
    </Field>
  );
}

function ZoneClock({ zone }: { zone: string }) {
  if (!isZone(zone)) return null;
  const { time, offset } = readZone(zone, now.value);
  return (
    <>
      Now {time}, UTC{offset}. All times on this form use this zone.
    </>
  );
}
