// What a form begins with that makes a job after another one.
import type { Job } from '../../../client/src/index.ts';
import { type HeaderRow, type Values, valuesOf } from './values.ts';

const NAME_AT_MOST = 255;
const ENDING = ' copy';

export function copyOf(job: Job): Values {
  const values = asNew(valuesOf(job));
  const isPast = job.specific_time !== null && Date.parse(job.specific_time) < Date.now();
  return {
    ...values,
    name: values.name.slice(0, NAME_AT_MOST - ENDING.length) + ENDING,
    // No two jobs have the same.
    key: '',
    specificTime: isPast ? '' : values.specificTime,
    status: job.status === 'inactive' && job.status_reason === 'paused' ? 'inactive' : 'active',
  };
}

/** Without what only the stored job has. */
export function asNew(values: Values): Values {
  return { ...values, headers: values.headers.map(withoutSecret), secretChoice: 'set', status: 'active' };
}

function withoutSecret(row: HeaderRow): HeaderRow {
  return row.value === '[redacted]' ? { ...row, value: '', isWanted: true } : row;
}
