// Lines: run ids that wait to be claimed, one line per target host, and the permits of requests in flight.

/** A message whose runs wait in lines; acknowledged when none of them does any more. */
export interface Parcel {
  left: number;
  done: () => void;
}

/** A run that waits to be claimed. */
export interface Entry {
  id: string;
  host: string;
  /** Unix milliseconds; of the message's earliest run. */
  dueMs: number;
  isLate: boolean;
  parcel: Parcel;
}

interface Line {
  onTime: Entry[];
  late: Entry[];
  /** Entries taken and not answered yet, by kind: being claimed, waiting for a permit, or in flight. */
  taken: { onTime: number; late: number };
  inFlight: number;
  flow: Flow;
}

/** Requests answered within the last 100 to 200 ms: so many more can be claimed before a permit is free. */
interface Flow {
  window: number;
  current: number;
  previous: number;
}

const FLOW_WINDOW_MS = 100;
/** How far claims run ahead of permits, at most, once requests are answered. */
const AHEAD_AT_MOST = 600;
/** How far claims run ahead of permits before the runs are due: a burst then begins with sending alone. */
const EARLY_AHEAD = 500;

interface Clocks {
  /** Whether an instant (Unix milliseconds) has come. */
  isDue?: (dueMs: number) => boolean;
  monotonicNow?: () => number;
}

export interface Lines {
  add(entries: Entry[]): void;
  /** How many entries could be claimed now, counted up to `limit`. */
  countClaimable(limit: number): number;
  /** Takes up to `limit` entries out of their lines, a fair share of each host, and reserves their places. */
  take(limit: number): Entry[];
  /** Ends the reservation of an entry that was not sent. */
  unreserve(entry: Entry): void;
  /** Turns a reservation into a permit to send; false while the host or the process has none free. */
  permit(entry: Entry): boolean;
  /** Whether the process has no permit free for any host. */
  isFull(): boolean;
  /** Gives the permit back: the target has answered. */
  release(entry: Entry): void;
  /** How many entries wait, without hosts that have answered nothing lately and have no permit free. */
  countMoving(isLate: boolean): number;
  /** Empties all lines. */
  drain(): Entry[];
}

/**
 * No host takes all of a worker: at most `perHost` requests are in flight to one, and each claim takes from the hosts
 * in turn. Late runs get half of the permits at most: what comes due now finds one, however long the others take.
 */
export function createLines(
  concurrency: number,
  perHost: number,
  { isDue = () => true, monotonicNow = () => performance.now() }: Clocks = {},
): Lines {
  /** By host; those that were served last are at the end. */
  const lines = new Map<string, Line>();
  const lateAtMost = Math.max(1, Math.floor(concurrency / 2));
  const total = { taken: 0, inFlight: 0, lateInFlight: 0, flow: newFlow() };
  /** Permits that taken entries use or can use: a host that stops answering counts `perHost` times, whatever it took. */
  const demand = { onTime: 0, late: 0 };

  function find(host: string): Line {
    let line = lines.get(host);
    if (!line) {
      line = { onTime: [], late: [], taken: { onTime: 0, late: 0 }, inFlight: 0, flow: newFlow() };
      lines.set(host, line);
    }
    return line;
  }

  /** How far claims may run ahead of permits. */
  function ahead(flow: Flow): number {
    turnFlow(flow, monotonicNow());
    return Math.min(AHEAD_AT_MOST, flow.current + flow.previous);
  }

  /** Entries are in the order in which they are due. */
  const isEarly = ({ onTime: [first] }: Line) => first !== undefined && !isDue(first.dueMs);
  const roomOf = (line: Line, early = isEarly(line)) =>
    perHost - line.taken.onTime - line.taken.late + Math.max(early ? EARLY_AHEAD : 0, ahead(line.flow));
  const totalRoom = () => concurrency - demand.onTime - Math.min(lateAtMost, demand.late) + ahead(total.flow);
  /** For lines whose entries are not due yet. */
  const earlyRoom = () => Math.max(totalRoom(), concurrency + EARLY_AHEAD - total.taken);
  const lateRoom = () => lateAtMost - demand.late + (ahead(total.flow) >> 1);

  /** Counts `change` entries of the line as taken, or as taken no more. */
  function count(line: Line, kind: Kind, change: 1 | -1): void {
    const before = { onTime: onTimeDemand(line), late: lateDemand(line) };
    line.taken[kind] += change;
    total.taken += change;
    demand.onTime += onTimeDemand(line) - before.onTime;
    demand.late += lateDemand(line) - before.late;
  }

  const onTimeDemand = (line: Line) => Math.min(perHost, line.taken.onTime);
  const lateDemand = (line: Line) => Math.min(perHost - onTimeDemand(line), line.taken.late);

  function forgetIfIdle(host: string, line: Line): void {
    const taken = line.taken.onTime + line.taken.late;
    if (taken + line.onTime.length + line.late.length === 0) lines.delete(host);
  }

  /**
   * Takes from one kind of entries, a share of each host per round, until nothing is left or `room` is used up; entries
   * that are not due yet have `extra` room.
   */
  function takeFrom(kind: Kind, room: number, extra: number, taken: Entry[], limit: number): void {
    const share = Math.max(1, Math.ceil(limit / Math.max(1, lines.size)));
    const served = new Map<string, Line>();
    for (let left = room, isMore = true; isMore; ) {
      isMore = false;
      for (const [host, line] of lines) {
        if (taken.length === limit || left + extra <= 0) break;
        const early = kind === 'onTime' && isEarly(line);
        const ownRoom = Math.min(roomOf(line, early), early ? left + extra : left);
        const entryCount = Math.min(share, ownRoom, limit - taken.length, line[kind].length);
        if (entryCount <= 0) continue;
        for (const entry of line[kind].splice(0, entryCount)) {
          taken.push(entry);
          count(line, kind, 1);
        }
        served.set(host, line);
        left -= entryCount;
        isMore = true;
      }
    }
    // With more hosts than a claim has entries, those that got nothing come first next time.
    for (const [host, line] of served) {
      lines.delete(host);
      lines.set(host, line);
    }
  }

  return {
    add: (entries) => {
      for (const entry of entries) {
        const waiting = find(entry.host)[kindOf(entry)];
        // Messages come in the order in which they are due: nearly every entry is the last.
        let place = waiting.length;
        while (place > 0 && waiting[place - 1]!.dueMs > entry.dueMs) place -= 1;
        if (place === waiting.length) waiting.push(entry);
        else waiting.splice(place, 0, entry);
      }
    },
    countClaimable: (limit) => {
      let due = 0;
      let early = 0;
      let late = 0;
      for (const line of lines.values()) {
        const room = Math.max(0, roomOf(line));
        const onTime = Math.min(room, line.onTime.length);
        if (isEarly(line)) early += onTime;
        else due += onTime;
        late += Math.min(Math.max(0, room - line.onTime.length), line.late.length);
        if (due >= limit) break;
      }
      const dueCount = Math.min(Math.max(0, totalRoom()), due + Math.min(Math.max(0, lateRoom()), late));
      return Math.min(limit, dueCount + Math.min(early, Math.max(0, earlyRoom() - dueCount)));
    },
    take: (limit) => {
      const taken: Entry[] = [];
      const room = totalRoom();
      takeFrom('onTime', room, earlyRoom() - room, taken, limit);
      takeFrom('late', Math.min(totalRoom(), lateRoom()), 0, taken, limit);
      return taken;
    },
    unreserve: (entry) => {
      const line = find(entry.host);
      count(line, kindOf(entry), -1);
      forgetIfIdle(entry.host, line);
    },
    permit: (entry) => {
      const line = find(entry.host);
      if (line.inFlight >= perHost || total.inFlight >= concurrency) return false;
      if (entry.isLate && total.lateInFlight >= lateAtMost) return false;
      line.inFlight += 1;
      total.inFlight += 1;
      if (entry.isLate) total.lateInFlight += 1;
      return true;
    },
    isFull: () => total.inFlight >= concurrency,
    release: (entry) => {
      const line = find(entry.host);
      line.inFlight -= 1;
      total.inFlight -= 1;
      if (entry.isLate) total.lateInFlight -= 1;
      count(line, kindOf(entry), -1);
      for (const flow of [line.flow, total.flow]) {
        turnFlow(flow, monotonicNow());
        flow.current += 1;
      }
      forgetIfIdle(entry.host, line);
    },
    countMoving: (isLate) => {
      let count = 0;
      for (const line of lines.values()) {
        if (roomOf(line) > 0) count += (isLate ? line.late : line.onTime).length;
      }
      return count;
    },
    drain: () => {
      const entries = [...lines.values()].flatMap((line) => [
        ...line.onTime.splice(0),
        ...line.late.splice(0),
      ]);
      for (const [host, line] of lines) forgetIfIdle(host, line);
      return entries;
    },
  };
}

type Kind = 'onTime' | 'late';

function kindOf(entry: Entry): Kind {
  return entry.isLate ? 'late' : 'onTime';
}

function newFlow(): Flow {
  return { window: 0, current: 0, previous: 0 };
}

function turnFlow(flow: Flow, nowMs: number): void {
  const window = Math.floor(nowMs / FLOW_WINDOW_MS);
  if (window === flow.window) return;
  flow.previous = window === flow.window + 1 ? flow.current : 0;
  flow.current = 0;
  flow.window = window;
}
