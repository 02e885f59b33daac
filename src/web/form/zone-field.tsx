// Time zone field with search, built as an ARIA combobox.
import { signal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../clock.ts';
import { isZone, readZone, zoneNames } from '../format/zone.ts';
import { useCombobox } from '../parts/combobox.ts';
import { Field } from './fields.tsx';
import { clearErrors, type JobForm } from './job-form.ts';
import type * as ZoneSearch from './zone-search.tsx';

const POINTER = '/timezone';
const LIST = 'zones';

/** Undefined until it is loaded: until then, text is kept as typed. */
const zoneSearch = signal<typeof ZoneSearch | undefined>(undefined);

async function loadZoneSearch(): Promise<void> {
  zoneSearch.value ??= await import('./zone-search.tsx').catch(() => undefined);
  zoneSearch.value?.loadZoneWords();
}

export function ZoneField({ form }: { form: JobForm }) {
  const input = useRef<HTMLInputElement>(null);
  /** Search text; null while not searching. */
  const text = useSignal<string | null>(null);
  const isOpen = useSignal(false);
  const recent = useRef(recentZones());
  const search = zoneSearch.value;
  const found = (isOpen.value && search?.searchZones(text.value ?? '', recent.current)) || [];
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
  }, [isOpen.value, search]);

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
    const hasNoMatch = normalized !== '' && (search?.searchZones(typed, []) ?? []).length === 0;
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
              void loadZoneSearch();
              input.current?.select();
            }}
            onClick={open}
            onInput={(event) => onInput(event.currentTarget.value)}
            onBlur={chooseMarked}
          />
          {isOpen.value && search && (
            <search.ZoneList combobox={combobox} zones={found} recent={recent.current} />
          )}
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

const KEY = 'zones';
const MAX_ZONES = 5;

/** Stores the last chosen time zones in the browser. */
function recentZones(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((zone) => typeof zone === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberZone(zone: string): void {
  const zones = [zone, ...recentZones().filter((other) => other !== zone)].slice(0, MAX_ZONES);
  try {
    localStorage.setItem(KEY, JSON.stringify(zones));
  } catch {
    // Storage is full or disabled: no zones are remembered.
  }
}
