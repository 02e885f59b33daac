// The columns of run lists that can be hidden, and the names of triggers in them.
import type { Run } from '../../../client/src/index.ts';

export const triggers: Record<Run['trigger'], string> = {
  schedule: 'schedule',
  manual: 'manual',
  backfill: 'backfill',
  retry: 'retry',
};

/** Columns that can be hidden. */
export const runColumns = {
  trigger: 'Trigger',
  delay: 'Delay',
  attempts: 'Attempts',
  duration: 'Duration',
  code: 'Code',
  note: 'What happened',
} as const;
