// Keeps claimed, due runs that wait for a permit, by host.
import type { ClaimedRun } from '../store/claims.ts';
import type { Entry } from './message-entries.ts';

export interface Ready {
  entry: Entry;
  run: ClaimedRun;
}

export interface ReadyRuns {
  add(ready: Ready): void;
  /** Removes the next run that gets a permit. Hosts take turns; the runs of a host keep their order. */
  next(): Ready | undefined;
  count(): number;
}

/** @param permit takes a permit for the entry; false while its host or the process has none */
export function createReadyRuns(permit: (entry: Entry) => boolean): ReadyRuns {
  const byHost = new Map<string, Ready[]>();
  return {
    count: () => byHost.values().reduce((total, { length }) => total + length, 0),
    add: (ready) => {
      const waiting = byHost.get(ready.entry.host);
      if (waiting) waiting.push(ready);
      else byHost.set(ready.entry.host, [ready]);
    },
    next: () => {
      for (const [host, waiting] of byHost) {
        if (!permit(waiting[0]!.entry)) continue;
        const first = waiting.shift();
        byHost.delete(host);
        if (waiting.length > 0) byHost.set(host, waiting);
        return first;
      }
      return undefined;
    },
  };
}
