// Creates the form values for a copy of a job.
import type { Job } from '../../../client/src/index.ts';
import { REDACTED } from '../job-fields.ts';
import { type HeaderRow, type Values, valuesOf } from './values.ts';

const MAX_NAME_LENGTH = 255;
const SUFFIX = ' copy';

export function copyOf(job: Job): Values {
  const values = asNew(valuesOf(job));
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return {
    ...values,
    name: values.name.slice(0, MAX_NAME_LENGTH - SUFFIX.length) + SUFFIX,
    // Keys are unique, and the copy is not in the file.
    key: '',
    managedBy: '',
    specificTime: isPast ? '' : values.specificTime,
    status: job.status === 'inactive' && job.status_reason === 'paused' ? 'inactive' : 'active',
  };
}

/** Removes what belongs to the stored job only: its secrets and its status. */
export function asNew(values: Values): Values {
  return { ...values, headers: values.headers.map(withoutSecret), secretChoice: 'set', status: 'active' };
}

function withoutSecret(row: HeaderRow): HeaderRow {
  return row.value === REDACTED ? { ...row, value: '', needsValue: true } : row;
}
