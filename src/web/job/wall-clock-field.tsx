// A form field for a local date and time.
import type { Signal } from '@preact/signals';

interface Props {
  id: string;
  label: string;
  value: Signal<string>;
  hint: string;
  onChange?: () => void;
}

export function WallClockField({ id, label, value, hint, onChange }: Props) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="datetime-local"
        step={1}
        aria-describedby={`${id}-hint`}
        value={value.value}
        onInput={(event) => {
          value.value = event.currentTarget.value;
          onChange?.();
        }}
      />
      <p id={`${id}-hint`} class="hint">
        {hint}
      </p>
    </div>
  );
}
