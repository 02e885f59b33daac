// The result of one check of the doctor, and its lines of text.

export interface Finding {
  /** `warning`: the service runs, but not as it should. `failed`: it does not run. */
  status: 'ok' | 'warning' | 'failed';
  subject: string;
  detail: string;
}

export const ok = (subject: string, detail: string): Finding => ({ status: 'ok', subject, detail });
export const warning = (subject: string, detail: string): Finding => ({ status: 'warning', subject, detail });
export const failed = (subject: string, detail: string): Finding => ({ status: 'failed', subject, detail });

const MARKS = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' } as const;
const SUBJECT_WIDTH = 14;

export function toText({ status, subject, detail }: Finding): string {
  return `${MARKS[status]}  ${subject.padEnd(SUBJECT_WIDTH)} ${detail}`;
}
