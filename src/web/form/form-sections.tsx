// The three sections of the job form: request, schedule and failures.
import type { ComponentChildren } from 'preact';
import type { fieldsOfType } from '../job-fields.ts';
import { DetailFields, type detailControls } from './detail-fields.tsx';
import { SelectField, TextField } from './fields.tsx';
import { checkTarget } from './find-errors.ts';
import type { FormField } from './form-fields.ts';
import { HeaderRows } from './header-rows.tsx';
import type { JobForm } from './job-form.ts';
import { PayloadEditor } from './payload-editor.tsx';
import { RetryFields } from './retry-fields.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import type { scheduleControls } from './schedule-options.tsx';
import { isAside, SchedulePreview } from './schedule-preview.tsx';
import { SigningField } from './signing-field.tsx';
import type { successControls } from './success-fields.tsx';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const);

/** Fields whose controls stand outside the folded groups, in the sections below. */
type Unfolded =
  | 'name'
  | 'method'
  | 'target'
  | 'headers'
  | 'payload'
  | 'signing_secret'
  | 'schedule_type'
  | 'timezone'
  | (typeof fieldsOfType)[keyof typeof fieldsOfType][number]
  | 'timeout_seconds'
  | 'retry';
type Folded = keyof typeof detailControls | keyof typeof scheduleControls | keyof typeof successControls;
// A field without a control is a compile error that names the field.
void ({} satisfies Record<Exclude<FormField, Unfolded | Folded>, never>);

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
            onBlur={() => void checkTarget(form)}
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
      {isAside.value && (
        <aside class="form-aside" aria-labelledby="next-runs">
          <h2 id="next-runs">Next runs</h2>
          <SchedulePreview form={form} />
        </aside>
      )}
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
