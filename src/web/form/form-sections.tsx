// The three parts of the form: what, when, and if it fails.
import type { ComponentChildren } from 'preact';
import { SelectField, TextField } from './fields.tsx';
import { HeaderRows } from './header-rows.tsx';
import type { JobForm } from './job-form.ts';
import { LimitFields } from './limit-fields.tsx';
import { MoreWhat } from './more-what.tsx';
import { PayloadEditor } from './payload-editor.tsx';
import { ScheduleFields } from './schedule-fields.tsx';
import { SigningField } from './signing-field.tsx';

const methods = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD'].map((method) => [method, method] as const);

interface Props {
  form: JobForm;
  /** Below what is sent: a way to try it. */
  trial: ComponentChildren;
}

export function FormSections({ form, trial }: Props) {
  const takesBody = form.method.value !== 'GET' && form.method.value !== 'HEAD';
  return (
    <>
      <Section id="what" title="What" note="The request that is sent, and to whom.">
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
        <MoreWhat form={form} />
        {trial}
      </Section>
      <Section id="when" title="When" note="Its schedule, and what it comes to.">
        <ScheduleFields form={form} />
      </Section>
      <Section
        id="failure"
        title="If it fails"
        note="How often it is tried again, and what counts as a success."
      >
        <LimitFields form={form} />
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
