// Button for an asynchronous action; ignores clicks while the action runs.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  onAct: () => Promise<void>;
  /** Accessible name of a button that shows only an icon. */
  label?: string;
  class?: string;
  /** Whether the action continues after `onAct` has resolved. */
  isPending?: boolean;
  children: ComponentChildren;
}

export function ActionButton({ onAct, label, class: className, isPending = false, children }: Props) {
  const isBusy = useSignal(false);
  async function act(): Promise<void> {
    if (isBusy.value || isPending) return;
    isBusy.value = true;
    try {
      await onAct();
    } finally {
      isBusy.value = false;
    }
  }
  // `disabled` would remove the keyboard focus from the button.
  return (
    <button
      type="button"
      class={className}
      aria-label={label}
      title={label}
      aria-disabled={isBusy.value || isPending}
      onClick={act}
    >
      {children}
    </button>
  );
}
