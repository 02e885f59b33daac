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
  /** Being claimed, or claimed and not sent yet. */
  reserved: number;
  inFlight: number;
  flow: Flow;
}

/** Requests answered within about the last tenth of a second: so many more can be claimed before a permit is free. */
interface Flow {
  window: number;
  current: number;
  previous: number;
}

const FLOW_WINDOW_MS = 50;
/** How far claims run ahead of permits, at most. */
const AHEAD_AT_MOST = 300;

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
export function createLines(concurrency: number, perHost: number): Lines {
  const lines = new Map<string, Line>();
  const lateAtMost = Math.max(1, Math.floor(concurrency / 2));
  const total = { reserved: 0, inFlight: 0, late: 0, flow: newFlow() };

  function find(host: string): Line {
    let line = lines.get(host);
    if (!line) lines.set(host, (line = { onTime: [], late: [], reserved: 0, inFlight: 0, flow: newFlow() }));
    return line;
  }

  const roomOf = (line: Line) =>
    perHost - line.inFlight - line.reserved + Math.min(AHEAD_AT_MOST, readFlow(line.flow));
  const totalRoom = () =>
    concurrency - total.inFlight - total.reserved + Math.min(AHEAD_AT_MOST, readFlow(total.flow));
  const lateRoom = () => lateAtMost - total.late + Math.min(AHEAD_AT_MOST, readFlow(total.flow) >> 1);

  function forgetIfIdle(host: string, line: Line): void {
    if (line.reserved + line.inFlight + line.onTime.length + line.late.length === 0) lines.delete(host);
  }

  /** Takes from one kind of entries, a share of each host per round, until nothing is left or `room` is used up. */
  function takeFrom(kind: 'onTime' | 'late', room: number, taken: Entry[], limit: number): void {
    const share = Math.max(1, Math.ceil(limit / Math.max(1, lines.size)));
    for (let left = room, isMore = true; isMore; ) {
      isMore = false;
      for (const line of lines.values()) {
        const count = Math.min(share, left, limit - taken.length, line[kind].length, roomOf(line));
        if (count <= 0) continue;
        for (const entry of line[kind].splice(0, count)) {
          taken.push(entry);
          line.reserved += 1;
          total.reserved += 1;
          if (entry.isLate) total.late += 1;
        }
        left -= count;
        isMore = true;
      }
    }
  }

  return {
    add: (entries) => {
      for (const entry of entries) {
        const line = find(entry.host);
        const waiting = entry.isLate ? line.late : line.onTime;
        // Messages come in the order in which they are due: nearly every entry is the last.
        let place = waiting.length;
        while (place > 0 && waiting[place - 1]!.dueMs > entry.dueMs) place -= 1;
        if (place === waiting.length) waiting.push(entry);
        else waiting.splice(place, 0, entry);
      }
    },
    countClaimable: (limit) => {
      let onTime = 0;
      let late = 0;
      for (const line of lines.values()) {
        const room = Math.max(0, roomOf(line));
        onTime += Math.min(room, line.onTime.length);
        late += Math.min(Math.max(0, room - line.onTime.length), line.late.length);
        if (onTime >= limit) break;
      }
      const room = Math.max(0, totalRoom());
      return Math.min(limit, room, onTime + Math.min(Math.max(0, lateRoom()), late));
    },
    take: (limit) => {
      const taken: Entry[] = [];
      takeFrom('onTime', totalRoom(), taken, limit);
      takeFrom('late', Math.min(totalRoom(), lateRoom()), taken, limit);
      return taken;
    },
    unreserve: (entry) => {
      const line = find(entry.host);
      line.reserved -= 1;
      total.reserved -= 1;
      if (entry.isLate) total.late -= 1;
      forgetIfIdle(entry.host, line);
    },
    permit: (entry) => {
      const line = find(entry.host);
      if (line.inFlight >= perHost || total.inFlight >= concurrency) return false;
      line.reserved -= 1;
      line.inFlight += 1;
      total.reserved -= 1;
      total.inFlight += 1;
      return true;
    },
    release: (entry) => {
      const line = find(entry.host);
      line.inFlight -= 1;
      total.inFlight -= 1;
      if (entry.isLate) total.late -= 1;
      noteFlow(line.flow);
      noteFlow(total.flow);
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

function newFlow(): Flow {
  return { window: 0, current: 0, previous: 0 };
}

function turnFlow(flow: Flow): void {
  const window = Math.floor(performance.now() / FLOW_WINDOW_MS);
  if (window === flow.window) return;
  flow.previous = window === flow.window + 1 ? flow.current : 0;
  flow.current = 0;
  flow.window = window;
}

function noteFlow(flow: Flow): void {
  turnFlow(flow);
  flow.current += 1;
}

function readFlow(flow: Flow): number {
  turnFlow(flow);
  return flow.current + flow.previous;
}
