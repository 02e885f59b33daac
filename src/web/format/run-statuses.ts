// Lists the statuses of runs, in the order of menus.
import type { Run } from '../../../client/src/index.ts';

/** The type checker rejects a status that is missing here. */
const order: Record<Run['status'], true> = {
  failed: true,
  running: true,
  retrying: true,
  queued: true,
  succeeded: true,
  skipped: true,
  missed: true,
  canceled: true,
};

export const runStatuses = Object.keys(order) as readonly Run['status'][];

const UNFINISHED: readonly Run['status'][] = ['queued', 'running', 'retrying'];

export const isUnfinished = (status: Run['status']) => UNFINISHED.includes(status);
