// Time zone field with search, built as an ARIA combobox.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../clock.ts';
import { isZone, readZone, zoneNames } from '../format/zone.ts';
import { clearErrors } from './field-errors.ts';
import { Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { recentZones, rememberZone } from './recent-zones.ts';
import { useCombobox } from '../parts/combobox.ts';
import { ZoneList } from './zone-list.tsx';
import { loadZoneWords, searchZones } from './zone-search.ts';

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
          {isOpen.value && (
            <ZoneList combobox={combobox} zones={found} recent={recent.current} />
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
