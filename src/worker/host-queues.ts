// Queues unclaimed runs by target host, and limits requests in flight with permits.
import type { FullHost } from '../store/process-table.ts';
import { systemRuntime } from '../store/runtime.ts';
import type { Entry } from './message-entries.ts';

interface HostQueue {
  onTime: Entry[];
  late: Entry[];
  /** Entries that are being claimed, wait for a permit or are in flight. */
  taken: { onTime: number; late: number };
  inFlight: number;
  responses: RecentResponses;
}

/** Responses within the last 100 to 200 ms: the number of runs that can be claimed before a permit is free. */
interface RecentResponses {
  window: number;
  current: number;
  previous: number;
}

const RESPONSE_WINDOW_MS = 100;
/** Maximum number of claims beyond the free permits, while requests get responses. */
const AHEAD_AT_MOST = 600;
/** Maximum number of claims beyond the free permits for runs that are not due: a burst then starts without claims. */
const EARLY_AHEAD = 500;
const LISTED_AT_MOST = 100;

interface Clocks {
  /** Whether a time in Unix milliseconds has passed. */
  isDue?: (dueMs: number) => boolean;
  monotonicNow?: () => number;
}

export interface HostQueues {
  add(entries: Entry[]): void;
  /** The number of entries that can be claimed now, at most `limit`; without late ones if `holdsLate`. */
  countClaimable(limit: number, holdsLate?: boolean): number;
  /** Removes up to `limit` entries from the queues, an equal share per host, and reserves capacity for them. */
  take(limit: number, holdsLate?: boolean): Entry[];
  /** Ends the reservation of an entry that is not sent. */
  unreserve(entry: Entry): void;
  /** Turns a reservation into a permit; false while the host or the process has no free permit. */
  permit(entry: Entry): boolean;
  /** Whether the process has no free permit. */
  isFull(): boolean;
  /** Returns the permit after the response. */
  release(entry: Entry): void;
  /** The hosts without a free permit, at most 100. */
  listFull: () => FullHost[];
  /** The number of queued entries, without hosts that have no free permit and sent no recent response. */
  countUnblocked(isLate: boolean): number;
  /** Empties all queues and returns their entries. */
  drain(): Entry[];
}

/**
 * Each host has at most `perHost` requests in flight, and each claim takes entries from the hosts in turn. Late runs use
 * at most half of the permits, so that on-time runs never wait for them.
 */
export function createHostQueues(
  concurrency: number,
  perHost: number,
  { isDue = () => true, monotonicNow = systemRuntime.monotonicNow }: Clocks = {},
): HostQueues {
  /** By host, in the order of the next claim. */
  const queues = new Map<string, HostQueue>();
  const lateAtMost = Math.max(1, Math.floor(concurrency / 2));
  const total = { taken: 0, inFlight: 0, lateInFlight: 0, responses: newRecentResponses() };
  /** Permits that taken entries use or wait for, at most `perHost` per host. */
  const demand = { onTime: 0, late: 0 };

  function find(host: string): HostQueue {
    let queue = queues.get(host);
    if (!queue) {
      queue = {
        onTime: [],
        late: [],
        taken: { onTime: 0, late: 0 },
        inFlight: 0,
        responses: newRecentResponses(),
      };
      queues.set(host, queue);
    }
    return queue;
  }

  /** The number of claims allowed beyond the free permits. */
  function claimAhead(responses: RecentResponses): number {
    advanceWindow(responses, monotonicNow());
    return Math.min(AHEAD_AT_MOST, responses.current + responses.previous);
  }

  /** Entries are sorted by due time. */
  const isEarly = ({ onTime: [first] }: HostQueue) => first !== undefined && !isDue(first.dueMs);
  const roomOf = (queue: HostQueue, early = isEarly(queue)) =>
    perHost -
    queue.taken.onTime -
    queue.taken.late +
    Math.max(early ? EARLY_AHEAD : 0, claimAhead(queue.responses));
  const totalRoom = () =>
    concurrency - demand.onTime - Math.min(lateAtMost, demand.late) + claimAhead(total.responses);
  /** For queues whose entries are not due yet. */
  const earlyRoom = () => Math.max(totalRoom(), concurrency + EARLY_AHEAD - total.taken);
  const lateRoom = () => lateAtMost - demand.late + (claimAhead(total.responses) >> 1);

  /** Adds `change` to the number of taken entries. */
  function count(queue: HostQueue, kind: Kind, change: 1 | -1): void {
    const before = { onTime: onTimeDemand(queue), late: lateDemand(queue) };
    queue.taken[kind] += change;
    total.taken += change;
    demand.onTime += onTimeDemand(queue) - before.onTime;
    demand.late += lateDemand(queue) - before.late;
  }

  const onTimeDemand = (queue: HostQueue) => Math.min(perHost, queue.taken.onTime);
  const lateDemand = (queue: HostQueue) => Math.min(perHost - onTimeDemand(queue), queue.taken.late);

  function forgetIfIdle(host: string, queue: HostQueue): void {
    const taken = queue.taken.onTime + queue.taken.late;
    if (taken + queue.onTime.length + queue.late.length === 0) queues.delete(host);
  }

  /**
   * Takes entries of one kind, an equal share per host and round, until `room` is used up. Entries that are not due yet
   * may use `extra` room in addition.
   */
  function takeFrom(kind: Kind, room: number, extra: number, taken: Entry[], limit: number): void {
    const share = Math.max(1, Math.ceil(limit / Math.max(1, queues.size)));
    const served = new Map<string, HostQueue>();
    for (let left = room, isMore = true; isMore; ) {
      isMore = false;
      for (const [host, queue] of queues) {
        if (taken.length === limit || left + extra <= 0) break;
        const early = kind === 'onTime' && isEarly(queue);
        const ownRoom = Math.min(roomOf(queue, early), early ? left + extra : left);
        const entryCount = Math.min(share, ownRoom, limit - taken.length, queue[kind].length);
        if (entryCount <= 0) continue;
        for (const entry of queue[kind].splice(0, entryCount)) {
          taken.push(entry);
          count(queue, kind, 1);
        }
        served.set(host, queue);
        left -= entryCount;
        isMore = true;
      }
    }
    // Hosts without an entry in this claim come first in the next.
    for (const [host, queue] of served) {
      queues.delete(host);
      queues.set(host, queue);
    }
  }

  return {
    add: (entries) => {
      for (const entry of entries) {
        const waiting = find(entry.host)[kindOf(entry)];
        // Messages arrive in order of their due times, so nearly every entry belongs at the end.
        let place = waiting.length;
        while (place > 0 && waiting[place - 1]!.dueMs > entry.dueMs) place -= 1;
        if (place === waiting.length) waiting.push(entry);
        else waiting.splice(place, 0, entry);
      }
    },
    countClaimable: (limit, holdsLate = false) => {
      let due = 0;
      let early = 0;
      let late = 0;
      for (const queue of queues.values()) {
        const room = Math.max(0, roomOf(queue));
        const onTime = Math.min(room, queue.onTime.length);
        if (isEarly(queue)) early += onTime;
        else due += onTime;
        if (!holdsLate) late += Math.min(Math.max(0, room - queue.onTime.length), queue.late.length);
        if (due >= limit) break;
      }
      const dueCount = Math.min(Math.max(0, totalRoom()), due + Math.min(Math.max(0, lateRoom()), late));
      return Math.min(limit, dueCount + Math.min(early, Math.max(0, earlyRoom() - dueCount)));
    },
    take: (limit, holdsLate = false) => {
      const taken: Entry[] = [];
      const room = totalRoom();
      takeFrom('onTime', room, earlyRoom() - room, taken, limit);
      if (!holdsLate) takeFrom('late', Math.min(totalRoom(), lateRoom()), 0, taken, limit);
      return taken;
    },
    unreserve: (entry) => {
      const queue = find(entry.host);
      count(queue, kindOf(entry), -1);
      forgetIfIdle(entry.host, queue);
    },
    permit: (entry) => {
      const queue = find(entry.host);
      if (queue.inFlight >= perHost || total.inFlight >= concurrency) return false;
      if (entry.isLate && total.lateInFlight >= lateAtMost) return false;
      queue.inFlight += 1;
      total.inFlight += 1;
      if (entry.isLate) total.lateInFlight += 1;
      return true;
    },
    isFull: () => total.inFlight >= concurrency,
    release: (entry) => {
      const queue = find(entry.host);
      queue.inFlight -= 1;
      total.inFlight -= 1;
      if (entry.isLate) total.lateInFlight -= 1;
      count(queue, kindOf(entry), -1);
      for (const responses of [queue.responses, total.responses]) {
        advanceWindow(responses, monotonicNow());
        responses.current += 1;
      }
      forgetIfIdle(entry.host, queue);
    },
    listFull: () =>
      Array.from(queues, ([host, { inFlight }]) => ({ host, limit: perHost, in_flight: inFlight }))
        .filter(({ in_flight }) => in_flight >= perHost)
        .slice(0, LISTED_AT_MOST),
    countUnblocked: (isLate) => {
      let count = 0;
      for (const queue of queues.values()) {
        // By requests in flight: entries that were claimed early block nothing.
        const isBlocked = queue.inFlight >= perHost && claimAhead(queue.responses) === 0;
        if (!isBlocked) count += (isLate ? queue.late : queue.onTime).length;
      }
      return count;
    },
    drain: () => {
      const entries = [...queues.values()].flatMap((queue) => [
        ...queue.onTime.splice(0),
        ...queue.late.splice(0),
      ]);
      for (const [host, queue] of queues) forgetIfIdle(host, queue);
      return entries;
    },
  };
}

type Kind = 'onTime' | 'late';

function kindOf(entry: Entry): Kind {
  return entry.isLate ? 'late' : 'onTime';
}

function newRecentResponses(): RecentResponses {
  return { window: 0, current: 0, previous: 0 };
}

function advanceWindow(responses: RecentResponses, nowMs: number): void {
  const window = Math.floor(nowMs / RESPONSE_WINDOW_MS);
  if (window === responses.window) return;
  responses.previous = window === responses.window + 1 ? responses.current : 0;
  responses.current = 0;
  responses.window = window;
}
