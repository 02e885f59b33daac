// Tests that instants are formatted and parsed as Temporal does.
import { expect, test } from 'vitest';
import { instantText, parseInstant } from './instants.ts';

test.each([
  '1970-01-01T00:00:00.000Z',
  '2026-11-28T23:59:59.999Z',
  '2027-02-28T09:05:00.010Z',
  '2028-02-29T12:34:56.789Z',
  '9999-12-31T23:59:59.999Z',
])('writes %s', (text) => {
  expect(instantText(Temporal.Instant.from(text))).toBe(text);
});

test('cuts fractions of a millisecond', () => {
  expect(instantText(Temporal.Instant.from('2027-01-31T09:00:00.123999Z'))).toBe('2027-01-31T09:00:00.123Z');
});

test.each([
  '1970-01-01 00:00:00+00',
  '2026-11-28 23:20:21+00',
  '2026-11-28 23:20:21.1+00',
  '2026-11-28 23:20:21.12+00',
  '2026-11-28 23:20:21.123+00',
  '2026-11-28 23:20:21.123456+00',
  '2026-11-28 23:20:21+05:30',
  '0099-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999+00',
])('reads %s', (text) => {
  expect(parseInstant(text).epochNanoseconds).toBe(Temporal.Instant.from(text).epochNanoseconds);
});

test.each([
  ['infinity', '9999-12-31T23:59:59.999Z'],
  ['-infinity', '1970-01-01T00:00:00.000Z'],
  ['10000-01-01 00:00:00+00', '9999-12-31T23:59:59.999Z'],
  ['12345-06-07 08:09:10.1+00', '9999-12-31T23:59:59.999Z'],
  ['294276-12-31 23:59:59.999999+00', '9999-12-31T23:59:59.999Z'],
  ['4714-11-24 00:00:00+00 BC', '1970-01-01T00:00:00.000Z'],
])('reads %s as %s', (text, nearest) => {
  expect(instantText(parseInstant(text))).toBe(nearest);
});

test('writes an instant before 1970 or after 9999 as the nearest one inside', () => {
  expect(instantText(Temporal.Instant.from('+010000-01-01T00:00:00Z'))).toBe('9999-12-31T23:59:59.999Z');
  expect(instantText(Temporal.Instant.from('-000001-01-01T00:00:00Z'))).toBe('1970-01-01T00:00:00.000Z');
});

test('refuses invalid text', () => {
  expect(() => parseInstant('soon')).toThrow(RangeError);
});
