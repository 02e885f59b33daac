// What helps to find a job, and to tell it from others.
import { Field, TextField } from './fields.tsx';
import { clearErrors } from './form-errors.ts';
import type { JobForm } from './job-form.ts';
import { More } from './more.tsx';
import { TagsField } from './tags-field.tsx';

export function MoreWhat({ form }: { form: JobForm }) {
  const { description, tags, key } = form;
  const isUsed = description.peek() !== '' || tags.peek().length > 0 || key.peek() !== '';
  return (
    <More
      form={form}
      pointers={['/description', '/tags', '/key']}
      isUsed={isUsed}
      title="About it"
      note="description, tags, key"
    >
      <Field form={form} pointer="/description" label="Description (optional)" class="wide">
        {(attributes) => (
          <textarea
            {...attributes}
            rows={2}
            value={description.value}
            onInput={(event) => {
              description.value = event.currentTarget.value;
              clearErrors(form, '/description');
            }}
          />
        )}
      </Field>
      <TagsField form={form} />
      <TextField
        form={form}
        pointer="/key"
        label="Key (optional)"
        value={key}
        isCode
        placeholder="billing:close-invoices"
        hint="Your own name for it, which no other job has: letters, digits and . _ : -"
      />
    </More>
  );
}
