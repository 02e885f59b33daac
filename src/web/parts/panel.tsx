// Panels: the frame, the confirmation of an action that cannot be undone, and a field for a wall clock time.

import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { Quoted } from './messages.tsx';

interface Props {
  title: string;
  isDanger?: boolean;
  onClose: () => void;
  children: ComponentChildren;
}

/**
 * Focuses the first field; in a dangerous panel, the Cancel button: before the next key press, as everywhere in the
 * interface, or a fast typist's keys would act on what had the focus before.
 */
export function Panel({ title, isDanger = false, onClose, children }: Props) {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const first = isDanger ? '[data-cancel]' : 'textarea, input, button';
    panel.current?.querySelector<HTMLElement>(first)?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <section
      ref={panel}
      class={isDanger ? 'panel panel-danger' : 'panel'}
      aria-labelledby="panel"
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && onClose()}
    >
      <h2 id="panel">
        <Quoted text={title} />
      </h2>
      {children}
    </section>
  );
}

interface ConfirmProps extends Omit<Props, 'isDanger'> {
  /** The label of the button that acts. */
  verb: string;
  onAct: () => Promise<void>;
}

/** Confirms an action that cannot be undone. */
export function ConfirmPanel({ title, verb, onAct, onClose, children }: ConfirmProps) {
  return (
    <Panel title={title} isDanger onClose={onClose}>
      {children}
      <div class="actions">
        <ActionButton class="danger" onAct={onAct}>
          {verb}
        </ActionButton>
        <button type="button" data-cancel onClick={onClose}>
          Cancel
        </button>
      </div>
    </Panel>
  );
}

interface FootProps extends Pick<Props, 'onClose' | 'children'> {
  /** Empty if there is no error. */
  errorText: string;
}

/** The error of the last request, the action buttons and the Close button. */
export function PanelFoot({ errorText, onClose, children }: FootProps) {
  return (
    <>
      <div role="alert">{errorText !== '' && <p class="error">{errorText}</p>}</div>
      <div class="actions">
        {children}
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
    </>
  );
}

interface WallClockFieldProps {
  id: string;
  label: string;
  value: Signal<string>;
  hint: string;
  onChange?: () => void;
}

/** A form field for a local date and time. */
export function WallClockField({ id, label, value, hint, onChange }: WallClockFieldProps) {
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
