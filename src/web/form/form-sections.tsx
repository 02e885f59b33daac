// The three sections of the job form: request, schedule and failures.
import type { ComponentChildren } from 'preact';
import { DetailFields } from './detail-fields.tsx';
import { SelectField, TextField } from './fields.tsx';
import { HeaderRows } from './header-rows.tsx';
import type { JobForm } from './job-form.ts';
import { PayloadEditor } from './payload-editor.tsx';
import { RetryFields } from './retry-fields.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { SigningField } from './signing-field.tsx';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const);

interface Props {
  form: JobForm;
  /** Shown below the request fields. */
  testRequest: ComponentChildren;
}

export function FormSections({ form, testRequest }: Props) {
  const takesBody = form.method.value !== 'GET' && form.method.value !== 'HEAD';
  return (
    <>
      <Section id="request" title="Request" note="The HTTP request that each run sends.">
        <TextField form={form} pointer="/name" label="Name" value={form.name} required class="wide" />
        <div class="pair request-line wide">
          <SelectField form={form} pointer="/method" label="Method" value={form.method} options={methods} />
          <TextField
            form={form}
            pointer="/target"
            label="Target"
            value={form.target}
            type="url"
            isCode
            required
            placeholder="https://api.example.com/notify"
          />
        </div>
        <HeaderRows form={form} />
        {(takesBody || form.payload.value !== '') && <PayloadEditor form={form} />}
        <SigningField form={form} />
        <DetailFields form={form} />
        {testRequest}
      </Section>
      <Section id="schedule" title="Schedule" note="When the job runs.">
        <ScheduleFields form={form} />
      </Section>
      <Section id="failure" title="Failures" note="Timeout, retries, and what counts as a success.">
        <RetryFields form={form} />
      </Section>
    </>
  );
}

interface SectionProps {
  id: string;
  title: string;
  note: string;
  children: ComponentChildren;
}

function Section({ id, title, note, children }: SectionProps) {
  return (
    <section class="form-part" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <p class="hint">{note}</p>
      </header>
      <div class="columns">{children}</div>
    </section>
  );
}
