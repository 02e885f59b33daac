// Modal dialog. Escape or a click outside closes the dialog and restores the focus.
import type { Signal } from '@preact/signals';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isLocked } from '../session.ts';

interface Props {
  isOpen: Signal<boolean>;
  class: string;
  label: string;
  onKeyDown?: (event: TargetedKeyboardEvent<HTMLDialogElement>) => void;
  /** Mounted each time the dialog opens. */
  children: ComponentChildren;
}

/** Closes the dialog around the element. */
export function closeDialog(inside: Element): void {
  inside.closest('dialog')?.close();
}

export function Dialog({ isOpen, class: className, label, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // A layout effect opens the dialog before the next key press, which the dialog must receive.
  useLayoutEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
  }, [isOpen.value]);
  useEffect(() => {
    // An open dialog would block the sign-in page.
    if (isLocked.value) dialog.current?.close();
  }, [isLocked.value]);
  return (
    <dialog
      ref={dialog}
      class={className}
      aria-label={label}
      onClose={() => {
        isOpen.value = false;
      }}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
      onKeyDown={onKeyDown}
    >
      {isOpen.value && <div class="dialog-body">{children}</div>}
    </dialog>
  );
}
