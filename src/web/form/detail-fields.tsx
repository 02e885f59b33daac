// Fields for the description, tags and key of a job.

import { clearErrors } from './field-errors.ts';
import { Field, TextField } from './fields.tsx';
import { FoldedFields } from './folded-fields.tsx';
import type { JobForm } from './job-form.ts';
import { TagsField } from './tags-field.tsx';

export function DetailFields({ form }: { form: JobForm }) {
  const { description, tags, key } = form;
  const isUsed = description.peek() !== '' || tags.peek().length > 0 || key.peek() !== '';
  return (
    <FoldedFields
      form={form}
      pointers={['/description', '/tags', '/key']}
      isUsed={isUsed}
      title="Details"
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
        hint="Your own unique identifier: letters, digits and . _ : -"
      />
    </FoldedFields>
  );
}
