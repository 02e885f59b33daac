// Collapsible group of less common fields, open if a field is set or invalid.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { errorsAt } from './field-errors.ts';
import type { JobForm } from './job-form.ts';

interface Props {
  form: JobForm;
  /** JSON Pointers of the fields in the group. */
  pointers: readonly string[];
  /** Whether the group is open at first. */
  isUsed: boolean;
  title: string;
  /** Names the fields in the group. */
  note: string;
  children: ComponentChildren;
}

export function FoldedFields({ form, pointers, isUsed, title, note, children }: Props) {
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
