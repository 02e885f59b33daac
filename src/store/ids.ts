// Creates IDs: UUIDs of version 7, whose byte order is their order in time, and span IDs of traces.
import { createHash, randomFillSync, randomUUIDv7 } from 'node:crypto';

/** A random ID for jobs, manual runs and messages. */
export function newId(): string {
  return randomUUIDv7();
}

/** A random ID of an instant: its order among other IDs is that of the instants. */
export function idAt(instant: Temporal.Instant): string {
  return lowestIdAt(instant).slice(0, 14) + newId().slice(14);
}

/**
 * The ID of a scheduled run, derived from its occurrence: 48 bits of Unix milliseconds, the other 74 from SHA-256 over
 * the job id's 16 bytes and `scheduledFor` as 8 bytes of big-endian milliseconds, first bits first.
 * Must never change: the primary key ensures one run per occurrence, and a restored database must send the same IDs.
 */
export function scheduledRunId(jobId: string, scheduledFor: Temporal.Instant): string {
  const time = Buffer.alloc(8);
  time.writeBigInt64BE(BigInt(scheduledFor.epochMilliseconds));
  const hash = createHash('sha256')
    .update(Buffer.from(jobId.replaceAll('-', ''), 'hex'))
    .update(time)
    .digest();

  const id = Buffer.alloc(16);
  time.copy(id, 0, 2);
  // 12 bits, then 62: the hash's first 74 bits around the version and the variant.
  const first = hash.readUInt16BE(0) >> 4;
  id.writeUInt16BE(0x7000 | first, 6);
  const rest = (hash.readBigUInt64BE(1) << 4n) | BigInt(hash.readUInt8(9) >> 4);
  id.writeBigUInt64BE((0b10n << 62n) | (BigInt.asUintN(64, rest) >> 2n), 8);
  return formatId(id);
}

/** The lowest ID of an instant: IDs of runs at or after it are not smaller. */
export function lowestIdAt(instant: Temporal.Instant): string {
  const id = Buffer.alloc(16);
  id.writeUIntBE(Math.max(0, instant.epochMilliseconds), 0, 6);
  return formatId(id);
}

/** The instant in an ID. */
export function instantOf(id: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}

function formatId(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const SPAN_ID_BYTES = 8;
// Random bytes are generated in bulk: the call costs more than the bytes.
const randomPool = Buffer.alloc(SPAN_ID_BYTES * 512);
let usedBytes = randomPool.length;

/** A random span ID of a trace: 16 hexadecimal digits. */
export function newSpanId(): string {
  if (usedBytes === randomPool.length) {
    randomFillSync(randomPool);
    usedBytes = 0;
  }
  usedBytes += SPAN_ID_BYTES;
  return randomPool.toString('hex', usedBytes - SPAN_ID_BYTES, usedBytes);
}
