// Whether a job runs on its schedule.
import type { Job } from '../../../client/src/index.ts';
import { isOver, toWords } from '../format/words.ts';
import { SelectField } from './fields.tsx';
import type { JobForm } from './job-form.ts';

export function StatusField({ form }: { form: JobForm }) {
  return (
    <SelectField
      form={form}
      pointer="/status"
      label="Status"
      value={form.status}
      options={statusOptions(form.job)}
      hint={form.job && isOver(form.job) && 'A schedule with a time left makes it active again.'}
    />
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
