// Field for tags: Enter or a comma adds the typed tag, a button removes a tag.
import { useRef } from 'preact/hooks';
import { Icon } from '../parts/icons.tsx';
import { clearErrors } from './field-errors.ts';
import { Field } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { addTags } from './tags.ts';

const POINTER = '/tags';

export function TagsField({ form }: { form: JobForm }) {
  const input = useRef<HTMLInputElement>(null);

  function change(tags: string[]): void {
    form.tags.value = tags;
    clearErrors(form, POINTER);
  }

  function add(): void {
    if (form.newTag.value === '') return;
    change(addTags(form.tags.value, form.newTag.value));
    form.newTag.value = '';
  }

  function onKeyDown(event: KeyboardEvent): void {
    const text = form.newTag.value;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && text.trim() !== '') {
      event.preventDefault();
      add();
    }
    if (event.key === 'Backspace' && text === '') change(form.tags.value.slice(0, -1));
  }

  return (
    <Field form={form} pointer={POINTER} label="Tags (optional)" hint="Separate with commas.">
      {(attributes) => (
        <div class="tag-box">
          {form.tags.value.map((tag) => (
            <button
              key={tag}
              type="button"
              class="tag-button"
              aria-label={`Remove tag ${tag}`}
              onClick={() => {
                change(form.tags.value.filter((other) => other !== tag));
                input.current?.focus();
              }}
            >
              <bdi>{tag}</bdi>
              <Icon name="cancel" />
            </button>
          ))}
          <input
            {...attributes}
            ref={input}
            autocomplete="off"
            spellcheck={false}
            placeholder={form.tags.value.length === 0 ? 'billing, nightly' : ''}
            value={form.newTag.value}
            onInput={(event) => {
              form.newTag.value = event.currentTarget.value;
              clearErrors(form, POINTER);
              if (form.newTag.value.includes(',')) add();
            }}
            onKeyDown={onKeyDown}
            onBlur={add}
          />
        </div>
      )}
    </Field>
  );
}
