// Whether a job runs on its schedule, and the caller's own name for it.
import type { Job } from '../../../client/src/index.ts';
import { isOver, toWords } from '../format/words.ts';
import { SelectField, TextField } from './fields.tsx';
import type { JobForm } from './job-form.ts';

export function StatusFields({ form }: { form: JobForm }) {
  return (
    <>
      <SelectField
        form={form}
        pointer="/status"
        label="Status"
        value={form.status}
        options={statusOptions(form.job)}
        hint={form.job && isOver(form.job) && 'A schedule with a time left makes it active again.'}
      />
      <TextField
        form={form}
        pointer="/key"
        label="Key (optional)"
        value={form.key}
        isCode
        placeholder="billing:close-invoices"
        hint="Your own name for it, which no other job has: letters, digits and . _ : -"
      />
    </>
  );
}

function statusOptions(job: Job | undefined): [string, string][] {
  const choices: [string, string][] = [
    ['active', 'Active: it runs on its schedule'],
    ['inactive', 'Inactive: it runs by hand only'],
  ];
  if (!job) return choices;
  const reason = job.status_reason === null ? '' : ` (${toWords(job.status_reason)})`;
  return [['', `As it is: ${job.status}${reason}`], ...choices];
}
