// Sentences for the causes of missed and canceled runs, and for interruptions of the service.
import type { Interruptions, Run } from '../../../client/src/index.ts';
import { formatShort } from './time.ts';

type Cause = NonNullable<Run['cause']>;
export type Interruption = Interruptions['data'][number];

const names: Record<Interruption['kind'], string> = {
  scheduler_paused: 'Scheduler paused',
  no_worker: 'No worker',
  database_unreachable: 'Database unreachable',
  queue_unreachable: 'Queue unreachable',
};

export const nameInterruption = ({ kind }: Pick<Interruption, 'kind'>) => names[kind];

const facts: Record<Interruption['kind'], string> = {
  scheduler_paused: 'The scheduler was paused',
  no_worker: 'No worker was running',
  database_unreachable: 'The database could not be reached',
  queue_unreachable: 'The queue could not be reached',
};

/** `The scheduler was paused by ada from 24 Nov 14:00:00 to 24 Nov 14:20:00: moving house.` Empty for another run. */
export function describeCause(cause: Cause | Interruption): string {
  const reason = cause.reason === null ? '.' : `: ${endSentence(cause.reason)}`;
  const actor = cause.actor === null || cause.actor === 'anonymous' ? '' : ` by ${cause.actor}`;
  if (cause.kind === 'overlap') return '';
  if (cause.kind === 'job_paused') return `The job was paused${actor}${reason}`;
  const from = cause.from === null ? '' : ` from ${formatShort(cause.from)}`;
  const until = cause.until === null ? ' and still is' : ` to ${formatShort(cause.until)}`;
  return `${facts[cause.kind]}${actor}${from}${until}${reason}`;
}

/** For a table row: `Scheduler paused by ada: moving house.` */
export function noteCause(cause: Cause): string {
  if (cause.kind === 'overlap') return '';
  if (cause.kind === 'job_paused') return describeCause(cause);
  const actor = cause.actor === null || cause.actor === 'anonymous' ? '' : ` by ${cause.actor}`;
  return `${names[cause.kind]}${actor}${cause.reason === null ? '.' : `: ${endSentence(cause.reason)}`}`;
}

function endSentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
