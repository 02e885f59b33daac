// A text field of a filter bar with suggestions, applied by Enter or at the end of the focus.
import { useSignal } from '@preact/signals';
import { setQuery } from '../router.ts';

interface Props {
  /** The parameter in the URL. */
  name: string;
  label: string;
  value: string | undefined;
  options: readonly string[];
  /** Explains a value that does not match `pattern`. */
  hint?: string;
  pattern?: RegExp;
}

/** Keeps what is typed while the list refreshes. */
export function TextFilter({ name, label, value, options, hint, pattern }: Props) {
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
