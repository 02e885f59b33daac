// Runs the two loops of notifications in every process: a look at the rules, and the delivery of messages.
import type { Kysely } from 'kysely';
import { createThrottledSearch, startLoop } from '../planner/loops.ts';
import { hasNotificationRules, takeLook } from '../store/notification-looks.ts';
import type { Database } from '../store/schema.ts';
import { type DeliverDeps, deliverMessages } from './deliver.ts';
import { detectAlerts } from './detect.ts';

const LOOK_MS = 2_000;
const DELIVER_MS = 1_000;
/** Rules about success read every job, so a check of all jobs begins less often. */
const SILENCE_MS = 30_000;

export interface NotifierDeps extends Omit<DeliverDeps, 'stopping'> {
  /** For the statements of a look, which read many rows. */
  sweeping: Kysely<Database>;
  /** The name of the installation, for subjects. */
  instance: string | undefined;
  /** Whether nothing is looked at, because the database's clock is not believed. */
  isHeld: () => boolean;
}

export interface Notifier {
  stop(): Promise<void>;
}

/** Looks are shared: the process that takes one keeps the others from it for two seconds. */
export function startNotifier(deps: NotifierDeps): Notifier {
  const { sweeping, instance, isHeld, onError } = deps;
  const stopping = new AbortController();
  const sweeps = new Map<string, string>();
  let lastSilence = Number.NEGATIVE_INFINITY;
  // A look that reads many rows uses at most 5 % of the time.
  const look = createThrottledSearch(async () => {
    const looksForSilence = performance.now() - lastSilence >= SILENCE_MS;
    if (looksForSilence) lastSilence = performance.now();
    await detectAlerts(sweeping, { instance, looksForSilence, sweeps });
    return 0;
  });

  const looks = startLoop(
    LOOK_MS,
    async () => {
      try {
        if (!isHeld() && (await hasNotificationRules(sweeping)) && (await takeLook(sweeping, LOOK_MS)))
          await look();
      } catch (error) {
        onError(error);
      }
    },
    { isPassive: true },
  );
  const deliveries = startLoop(
    DELIVER_MS,
    () => deliverMessages({ ...deps, stopping: stopping.signal }).catch(onError),
    {
      isPassive: true,
    },
  );
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([looks.stop(), deliveries.stop()]);
    },
  };
}
