// Time zones as segments of constant UTC offset, and conversion between instants and local times.

import { DAY_MS } from './civil.ts';
import { explainZone } from './foreign/zones.ts';
import { Memo } from './memo.ts';
import { ScheduleError } from './schedule-error.ts';

/** From `start` (inclusive) to `end` (exclusive), in epoch ms: local time = UTC + `offset` ms. */
interface Segment {
  start: number;
  end: number;
  offset: number;
}

export interface Zone {
  name: string;
  chunks: Memo<number, Segment[]>;
}

// The time line is split into chunks of about 17 years, computed on first use. Zones with daylight saving time change
// forever: a table up to the requested year would let one request for the year 9999 block the event loop. A chunk
// border splits a segment without an offset change, which does not affect any rule here.
const CHUNK_MS = 2 ** 39;
const CHUNKS_PER_ZONE = 16;

// Every UTC offset is below one day, so a clock change is below two days.
const MAX_OFFSET_MS = DAY_MS;

const zones = new Memo<string, Zone>(1_000);

/** The zone of an IANA name in its exact spelling. Refuses offsets such as `+02:00`. Throws `ScheduleError` for `timezone`. */
export function parseZone(name: string): Zone {
  return zones.get(name, readZone);
}

/** Whether `parseZone` accepts the name. */
export function isZoneName(name: string): boolean {
  try {
    parseZone(name);
    return true;
  } catch (error) {
    if (error instanceof ScheduleError) return false;
    throw error;
  }
}

function readZone(name: string): Zone {
  const canonical = canonicalName(name);
  if (canonical !== name) throw explainZone(name, canonical);
  return { name, chunks: new Memo(CHUNKS_PER_ZONE) };
}

function canonicalName(name: string): string | undefined {
  if (/^[+-]/.test(name)) return undefined;
  try {
    return new Temporal.ZonedDateTime(0n, name).timeZoneId;
  } catch {
    return undefined;
  }
}

/** The segment that contains `at`, or its part within one chunk. */
export function segmentAt(zone: Zone, at: number): Segment {
  const segments = zone.chunks.get(Math.floor(at / CHUNK_MS), (index) => readChunk(zone, index));
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as Segment).start <= at) low = middle;
    else high = middle - 1;
  }
  return segments[low] as Segment;
}

function readChunk(zone: Zone, index: number): Segment[] {
  const chunkEnd = (index + 1) * CHUNK_MS;
  const segments: Segment[] = [];
  let start = index * CHUNK_MS;
  let local = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(zone.name);
  while (start < chunkEnd) {
    const next = local.getTimeZoneTransition('next');
    const end = Math.min(next?.epochMilliseconds ?? chunkEnd, chunkEnd);
    segments.push({ start, end, offset: local.offsetNanoseconds / 1e6 });
    start = end;
    if (next !== null) local = next;
  }
  return segments;
}

// The two functions below handle clock changes for fixed local times: a local time occurs at the first instant at which
// the clock shows that time or a later one. So all times within a gap occur together at its end, and a repeated time
// occurs the first time only.

/** The latest local time that the clock has shown up to and including `at`. */
export function latestShown(zone: Zone, at: number): number {
  let segment = segmentAt(zone, at);
  let latest = at + segment.offset;
  while (segment.start > at - 2 * MAX_OFFSET_MS) {
    segment = segmentAt(zone, segment.start - 1);
    latest = Math.max(latest, segment.end - 1 + segment.offset);
  }
  return latest;
}

/** The first instant at which the clock shows `local` or later. */
export function firstShown(zone: Zone, local: number): number {
  let segment = segmentAt(zone, local - MAX_OFFSET_MS);
  while (segment.end + segment.offset <= local) segment = segmentAt(zone, segment.end);
  return Math.max(segment.start, local - segment.offset);
}
