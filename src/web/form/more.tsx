// Fields that are rarely needed: folded away until one of them is used, or wrong.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { errorsAt } from './form-errors.ts';
import type { JobForm } from './job-form.ts';

interface Props {
  form: JobForm;
  /** Of what is folded away. */
  pointers: readonly string[];
  /** Whether it is open to begin with. */
  isUsed: boolean;
  title: string;
  /** What is found in it. */
  note: string;
  children: ComponentChildren;
}

export function More({ form, pointers, isUsed, title, note, children }: Props) {
  const isOpen = useSignal(isUsed);
  const hasErrors = pointers.some((pointer) => errorsAt(form, pointer).length > 0);
  return (
    <details
      class="more wide"
      open={isOpen.value || hasErrors}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        {title} <span class="muted">{note}</span>
      </summary>
      <div class="columns">{children}</div>
    </details>
  );
}
