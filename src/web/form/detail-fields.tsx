// Fields for the description, tags, key, credential, secret headers, history and payload overrides of a job.

import { useRef } from 'preact/hooks';
import { api } from '../api.ts';
import { Icon } from '../parts/icons.tsx';
import { useQuery } from '../query.ts';
import { ControlGroup, type Controls } from './control-group.tsx';
import { CheckField, Field, SelectField, TextField } from './fields.tsx';
import { addTags } from './form-fields.ts';
import { clearErrors, type JobForm } from './job-form.ts';

export const detailControls = {
  description: DescriptionField,
  tags: TagsField,
  key: KeyField,
  managed_by: ({ form }) => (
    <TextField
      form={form}
      pointer="/managed_by"
      label="Managed by (optional)"
      value={form.managedBy}
      isCode
      placeholder="billing-service"
      hint="The set of jobs whose file defines this job: the next apply of the file replaces edits made here."
    />
  ),
  credential: CredentialField,
  secret_headers: SecretHeadersField,
  retention_days: RetentionDaysField,
  retention_runs: RetentionRunsField,
  allow_payload_override: ({ form }) => (
    <CheckField
      form={form}
      pointer="/allow_payload_override"
      label="Operators may run with another payload"
      value={form.allowPayloadOverride}
      hint="Otherwise only admins may. The payload of the job stays unchanged."
      class="wide"
    />
  ),
} satisfies Controls;

export function DetailFields({ form }: { form: JobForm }) {
  return (
    <ControlGroup
      form={form}
      controls={detailControls}
      title="Details"
      note="description, tags, key, managed by, credential, secret headers, history, payload of manual runs"
    />
  );
}

function DescriptionField({ form }: { form: JobForm }) {
  const { description } = form;
  return (
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
  );
}

function CredentialField({ form }: { form: JobForm }) {
  const { credential } = form;
  const { data } = useQuery('credentials', () => api.credentials.list());
  // The stored name is an option before the list has arrived.
  const names = new Set(['', credential.value, ...(data.value ?? []).map(({ name }) => name)]);
  return (
    <SelectField
      form={form}
      pointer="/credential"
      label="Credential"
      value={credential}
      options={[...names].map((name) => [name, name || 'none'] as const)}
      hint="Defined on the system page"
    />
  );
}

function SecretHeadersField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/secret_headers"
      label="Secret headers (optional)"
      value={form.secretHeaders}
      isCode
      placeholder="x-tenant"
      hint="Names of headers whose values are hidden, besides authorization, x-api-key and the like."
    />
  );
}

function RetentionDaysField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/retention_days"
      label="Keep runs for N days (optional)"
      value={form.retentionDays}
      inputMode="numeric"
      hint="Ended runs. Empty: as long as this installation keeps runs."
    />
  );
}

function RetentionRunsField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/retention_runs"
      label="Keep the last N runs (optional)"
      value={form.retentionRuns}
      inputMode="numeric"
      hint="Ended runs. Empty: no limit."
    />
  );
}

function KeyField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/key"
      label="Key (optional)"
      value={form.key}
      isCode
      placeholder="billing:close-invoices"
      hint="Your own unique identifier: letters, digits and . _ : -"
    />
  );
}

const POINTER = '/tags';

/** Field for tags: Enter or a comma adds the typed tag, a button removes a tag. */
function TagsField({ form }: { form: JobForm }) {
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
