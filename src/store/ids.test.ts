// Tests that IDs are ordered by time, and that the ID of an occurrence never changes.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantOf, lowestIdAt, newId, scheduledRunId } from './ids.ts';

/** The rule of the id, bit by bit, as one long number. */
function byTheRule(jobId: string, epochMs: number): string {
  const time = BigInt(epochMs);
  const input = Buffer.concat([Buffer.from(jobId.replaceAll('-', ''), 'hex'), Buffer.alloc(8)]);
  input.writeBigInt64BE(time, 16);
  const bits = BigInt(`0x${createHash('sha256').update(input).digest('hex')}`)
    .toString(2)
    .padStart(256, '0')
    .slice(0, 74);
  const all = time.toString(2).padStart(48, '0') + '0111' + bits.slice(0, 12) + '10' + bits.slice(12);
  const hex = BigInt(`0b${all}`).toString(16).padStart(32, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

test('a scheduled run has the ID of the rule', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 0, max: 253_402_300_799_999 }), (jobId, epochMs) => {
      expect(scheduledRunId(jobId, Temporal.Instant.fromEpochMilliseconds(epochMs))).toBe(
        byTheRule(jobId, epochMs),
      );
    }),
  );
});

test('the ID of an occurrence never changes', () => {
  // Written down once: a database restored from a backup must send the same occurrence under the same id.
  const id = scheduledRunId(
    '01930000-0000-7000-8000-000000000001',
    Temporal.Instant.from('2027-01-01T00:00:00Z'),
  );
  expect(id).toBe(byTheRule('01930000-0000-7000-8000-000000000001', Date.parse('2027-01-01T00:00:00Z')));
  expect(id).toMatchInlineSnapshot(`"01a2ce8b-d400-7a48-bdb5-23bae71ad4f4"`);
});

test('the lowest ID of an instant is not above any ID of that instant', () => {
  const before = Temporal.Now.instant();
  const id = newId();
  expect(lowestIdAt(before) <= id).toBe(true);
  expect(lowestIdAt(before.add({ seconds: 1 })) > id).toBe(true);
});

test('an ID contains its instant', () => {
  const at = Temporal.Instant.from('2027-01-31T09:00:00.123Z');
  expect(instantOf(lowestIdAt(at)).equals(at)).toBe(true);
  expect(instantOf(scheduledRunId('01930000-0000-7000-8000-000000000001', at)).equals(at)).toBe(true);
});
