// A native dialog over the page: Escape or a press beside it closes it, and the focus returns to where it was.
import type { Signal } from '@preact/signals';
import type { ComponentChildren, TargetedKeyboardEvent } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { isLocked } from '../session.ts';

interface Props {
  isOpen: Signal<boolean>;
  class: string;
  label: string;
  onKeyDown?: (event: TargetedKeyboardEvent<HTMLDialogElement>) => void;
  /** Made anew each time it opens. */
  children: ComponentChildren;
}

/** Closes the dialog that the element is in. */
export function closeDialog(inside: Element): void {
  inside.closest('dialog')?.close();
}

export function Dialog({ isOpen, class: className, label, onKeyDown, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // At once: the key that is pressed next is for what is in it.
  useLayoutEffect(() => {
    if (isOpen.value) dialog.current?.showModal();
  }, [isOpen.value]);
  useEffect(() => {
    // Nothing else could be used while it is open, such as the page that asks for a key.
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
