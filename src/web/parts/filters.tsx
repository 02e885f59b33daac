// Fields of filter bars, which write their value to the URL: a text with suggestions, and a period.
import { useSignal } from '@preact/signals';
import { fromWallClock, shownZone, toWallClock } from '../format/zone.ts';
import { setQuery } from '../router.ts';

interface TextFilterProps {
  /** The parameter in the URL. */
  name: string;
  label: string;
  value: string | undefined;
  options: readonly string[];
  /** Explains a value that does not match `pattern`. */
  hint?: string;
  pattern?: RegExp;
}

/**
 * A text field of a filter bar with suggestions, applied by Enter or at the end of the focus.
 * Keeps what is typed while the list refreshes.
 */
export function TextFilter({ name, label, value, options, hint, pattern }: TextFilterProps) {
  const typed = useSignal<string | null>(null);
  const isInvalid = useSignal(false);
  return (
    <>
      <input
        class="text-filter"
        aria-label={label}
        aria-invalid={isInvalid.value}
        title={isInvalid.value ? hint : undefined}
        placeholder={label}
        list={`${name}-options`}
        maxLength={100}
        autocomplete="off"
        spellcheck={false}
        value={typed.value ?? value ?? ''}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          isInvalid.value = false;
        }}
        onChange={(event) => {
          const text = event.currentTarget.value.trim();
          isInvalid.value = text !== '' && pattern?.test(text) === false;
          if (isInvalid.value) return;
          typed.value = null;
          setQuery({ [name]: text });
        }}
      />
      {isInvalid.value && (
        <span class="error" role="alert">
          {hint}
        </span>
      )}
      <datalist id={`${name}-options`}>
        {options.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </>
  );
}

/** The start and the end of a period, in the chosen time zone. */
export function TimeFields({ from, to }: { from: string | undefined; to: string | undefined }) {
  return (
    <>
      <TimeField name="from" label="From" at={from} />
      <TimeField name="to" label="to" at={to} />
    </>
  );
}

function TimeField({ name, label, at }: { name: 'from' | 'to'; label: string; at: string | undefined }) {
  const shown = at ? toWallClock(at, shownZone()).replace(/:00$/, '') : '';
  return (
    <label class="time-field">
      {label}{' '}
      <input
        type="datetime-local"
        // Shows seconds only if the value has any.
        step={shown.length > 16 ? 1 : 60}
        value={shown}
        onChange={({ currentTarget }) =>
          setQuery({ [name]: fromWallClock(currentTarget.value, shownZone()) })
        }
      />
    </label>
  );
}
