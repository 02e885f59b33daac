// Field for the status of a job.
import type { Job } from '../../../client/src/index.ts';
import { needsNewSchedule, toWords } from '../format/job-text.ts';
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
      hint={
        form.job && needsNewSchedule(form.job) && 'A schedule with upcoming runs makes the job active again.'
      }
    />
  );
}

function statusOptions(job: Job | undefined): [string, string][] {
  const choices: [string, string][] = [
    ['active', 'Active: runs on schedule'],
    ['inactive', 'Inactive: manual runs only'],
  ];
  if (!job) return choices;
  const reason = job.status_reason === null ? '' : ` (${toWords(job.status_reason)})`;
  return [['', `Unchanged: ${job.status}${reason}`], ...choices];
}
