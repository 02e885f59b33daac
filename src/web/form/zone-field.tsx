// Time zone field with search, built as an ARIA combobox.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { now } from '../clock.ts';
import { isZone, readZone, zoneNames } from '../format/zone.ts';
import { clearErrors } from './field-errors.ts';
import { Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { recentZones, rememberZone } from './recent-zones.ts';
import { ZoneList } from './zone-list.tsx';
import { loadZoneWords, searchZones } from './zone-search.ts';

const POINTER = '/timezone';
const LIST = 'zones';
const PAGE = 6;

export function ZoneField({ form }: { form: JobForm }) {
  const input = useRef<HTMLInputElement>(null);
  /** Search text; null while not searching. */
  const text = useSignal<string | null>(null);
  const isOpen = useSignal(false);
  const active = useSignal(0);
  const recent = useRef(recentZones());
  const found = isOpen.value ? searchZones(text.value ?? '', recent.current) : [];
  const zone = form.timezone.value.trim();

  useEffect(() => {
    if (isOpen.value) document.getElementById(LIST)?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [isOpen.value]);

  function open(): void {
    if (isOpen.value) return;
    recent.current = recentZones();
    active.value = Math.max(0, searchZones('', recent.current).indexOf(zone));
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

  function choose(name: string): void {
    set(name);
    rememberZone(name);
    close();
  }

  /** Leaving the field with a search text chooses the marked zone. */
  function chooseMarked(): void {
    const name = text.value?.trim() ? found[active.value] : undefined;
    if (name === undefined) close();
    else choose(name);
  }

  function onInput(typed: string): void {
    text.value = typed;
    isOpen.value = true;
    active.value = 0;
    const normalized = typed.trim().toLowerCase();
    const exact = zoneNames.find((name) => name.toLowerCase() === normalized);
    // Text without a match is kept as typed; saving reports an error.
    const hasNoMatch = normalized !== '' && searchZones(typed, []).length === 0;
    if (exact !== undefined || hasNoMatch) set(exact ?? typed.trim());
  }

  function move(steps: number): void {
    if (isOpen.value) active.value = Math.min(Math.max(active.value + steps, 0), found.length - 1);
    else open();
  }

  function onKeyDown(event: KeyboardEvent): void {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }[event.key];
    if (steps !== undefined) {
      event.preventDefault();
      move(steps);
    } else if (event.key === 'Enter' && isOpen.value) {
      // ⌘ or Ctrl + Enter also saves the form.
      if (!event.metaKey && !event.ctrlKey) event.preventDefault();
      const name = found[active.value];
      if (name === undefined) close();
      else choose(name);
    } else if (event.key === 'Escape' && isOpen.value) {
      event.preventDefault();
      close();
    }
  }

  return (
    <Field form={form} pointer={POINTER} label="Time zone" hint={<ZoneClock zone={zone} />} class="two-lines">
      {(attributes) => (
        <div class="zone">
          <input
            {...attributes}
            ref={input}
            role="combobox"
            aria-expanded={isOpen.value}
            aria-controls={LIST}
            aria-autocomplete="list"
            aria-activedescendant={isOpen.value && found.length > 0 ? `${LIST}-${active.value}` : undefined}
            placeholder="City, region or EST"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={text.value ?? form.timezone.value}
            onFocus={() => {
              loadZoneWords();
              input.current?.select();
            }}
            onClick={open}
            onInput={(event) => onInput(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            onBlur={chooseMarked}
          />
          {isOpen.value && (
            <ZoneList
              id={LIST}
              zones={found}
              recent={recent.current}
              active={active.value}
              onChoose={choose}
            />
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
