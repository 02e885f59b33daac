// Logs the events of a process that matter, one line each: readiness, scheduler pause, rescue.
import type { Logger } from 'pino';
import type { Part, PartState } from './readiness.ts';
import type { SchedulerPause } from './store/scheduler-pause.ts';

type Log = Pick<Logger, 'info' | 'warn'>;

const PERIOD_MS = 1_000;

const verbs: Record<Part, string> = {
  plan: 'plan runs',
  enqueue: 'put messages into the queue',
  consume: 'receive messages and claim runs',
  write: 'write to the database',
};

/** One line per change. A part that has not been ready yet is part of the start. */
export function startReadinessLog(
  log: Log,
  listParts: () => PartState[],
): { check: () => void; stop: () => void } {
  const wasReady = new Map<Part, boolean>();
  const check = () => {
    for (const { name, isReady, reason } of listParts()) {
      const before = wasReady.get(name);
      if (before === isReady || (before === undefined && !isReady)) continue;
      wasReady.set(name, isReady);
      if (!isReady) log.warn({ part: name, reason }, `This process cannot ${verbs[name]}.`);
      else if (before === false) log.info({ part: name }, `This process can ${verbs[name]} again.`);
    }
  };
  const timer = setInterval(check, PERIOD_MS).unref();
  return { check, stop: () => clearInterval(timer) };
}

export function logRescue(log: Log, found: { lost_attempt?: number; lost_message?: number }): void {
  const { lost_attempt: attempts = 0, lost_message: messages = 0 } = found;
  if (attempts > 0)
    log.warn({ attempts }, 'Attempts were recorded as lost: their workers stopped or lost the database.');
  if (messages > 0)
    log.warn({ messages }, 'Messages were missing in the queue: their runs are enqueued again.');
}

/** `pause` is undefined when the pause has ended. */
export function logSchedulerPause(log: Log, pause: SchedulerPause | undefined): void {
  if (pause === undefined) log.info('The scheduler is resumed.');
  else
    log.info(
      { actor: pause.actor, reason: pause.reason },
      'The scheduler is paused: nothing is planned or started.',
    );
}
