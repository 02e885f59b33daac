// A button that asks the service for something and takes no second press meanwhile.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface Props {
  onAct: () => Promise<void>;
  /** Where the button shows an icon alone: what it does, and to what. */
  label?: string;
  class?: string;
  /** What it asked for goes on after the service has answered. */
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
  // `disabled` would take the focus away from whoever works with the keyboard.
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
