// Fields for the description, tags, key, secret headers, history and payload overrides of a job.
import { ControlGroup, type Controls } from './control-group.tsx';
import { clearErrors } from './field-errors.ts';
import { CheckField, Field, TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';
import { TagsField } from './tags-field.tsx';

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
      hint="The set of jobs whose file defines this job: the next apply of the file replaces edits made here"
    />
  ),
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
      note="description, tags, key, managed by, secret headers, history, payload of manual runs"
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

function SecretHeadersField({ form }: { form: JobForm }) {
  return (
    <TextField
      form={form}
      pointer="/secret_headers"
      label="Secret headers (optional)"
      value={form.secretHeaders}
      isCode
      placeholder="x-tenant"
      hint="Names of headers whose values are hidden, besides authorization, x-api-key and the like"
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
