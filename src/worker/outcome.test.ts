// Tests the outcome of responses and the retry delay.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { SendResult } from '../http/client.ts';
import { unmasked } from '../http/mask.ts';
import type { Retry } from '../store/job-columns.ts';
import { type AttemptContext, decideOutcome } from './outcome.ts';

type Answer = Extract<SendResult, { kind: 'answered' }>;

const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: 1, total_ms: 1 };
const answered = (statusCode: number, rest: Partial<Answer> = {}): SendResult => ({
  kind: 'answered',
  statusCode,
  headers: {},
  body: '',
  truncated: false,
  timings,
  ...rest,
});
const failure = (kind: 'timed_out' | 'unreachable' | 'blocked' | 'canceled'): SendResult => ({
  kind,
  error: { code: 'x', message: 'X.' },
  timings,
});
const retry: Retry = {
  max_attempts: 4,
  initial_delay_seconds: 10,
  max_delay_seconds: 60,
  factor: 2,
  max_age_seconds: 100,
  on: null,
};
const success = { statuses: ['2xx'], body_contains: null };
const nowMs = Date.parse('2026-11-24T10:00:00Z');
const first: AttemptContext = { retry, success, attempts: 1, ageMs: 0, nowMs, url: '', mask: unmasked };
const listing = (statuses: string[], body_contains: string | null = null): AttemptContext => ({
  ...first,
  success: { statuses, body_contains },
});

test.each([
  [answered(200), 'succeeded', 'succeeded', null],
  [answered(299), 'succeeded', 'succeeded', null],
  [answered(300), 'rejected', 'retrying', 'status_300'],
  [answered(302, { headers: { location: 'https://example.com/' } }), 'rejected', 'retrying', 'status_302'],
  [answered(404), 'rejected', 'retrying', 'status_404'],
  [answered(410), 'rejected', 'failed', 'status_410'],
  [answered(503), 'rejected', 'retrying', 'status_503'],
  [answered(799), 'rejected', 'retrying', 'status_799'],
  [failure('timed_out'), 'timed_out', 'retrying', 'x'],
  [failure('unreachable'), 'unreachable', 'retrying', 'x'],
  [failure('canceled'), 'canceled', 'retrying', 'x'],
  [failure('blocked'), 'blocked', 'failed', 'x'],
] as const)('%o', (result, outcome, status, code) => {
  const decision = decideOutcome(result, first, 0.5);
  expect(decision).toEqual({
    outcome,
    statusCode: result.kind === 'answered' ? result.statusCode : null,
    error: code === null ? null : { code, message: expect.any(String) },
    status,
    retryInMs: status === 'retrying' ? 5_000 : null,
  });
});

describe('success', () => {
  it.each<[string[], number[], number[]]>([
    [['2xx'], [200, 204, 299], [199, 300, 404]],
    [['204'], [204], [200, 2, 20]],
    [
      ['200', '3xx', '404'],
      [200, 301, 399, 404],
      [201, 400, 405],
    ],
    [
      ['4xx', '5xx'],
      [404, 410, 503],
      [200, 302],
    ],
    [[], [], [200, 404]],
  ])('%j', (statuses, successes, others) => {
    const outcomes = (codes: number[]) =>
      codes.map((code) => decideOutcome(answered(code), listing(statuses), 0).outcome);
    expect(outcomes(successes)).toEqual(successes.map(() => 'succeeded'));
    expect(outcomes(others)).toEqual(others.map(() => 'rejected'));
  });

  it.each([
    ['"ok":true', '{"ok":true}', true],
    ['ok', 'OK', false],
    ['.*', 'anything', false],
    ['ä€😀', 'x ä€😀 y', true],
    ['', '', true],
    ['ok', '', false],
  ])('wants %j in the body: %j', (text, body, isSuccess) => {
    const decision = decideOutcome(answered(200, { body }), listing(['2xx'], text), 0);
    expect(decision.outcome).toBe(isSuccess ? 'succeeded' : 'rejected');
    if (isSuccess) return;
    expect(decision).toMatchObject({ statusCode: 200, status: 'retrying', error: { code: 'body_mismatch' } });
  });

  it('names the part of the body that was searched', () => {
    const message = (truncated: boolean) =>
      decideOutcome(answered(200, { body: 'no', truncated }), listing(['2xx'], 'ok'), 0).error?.message;
    expect(message(false)).toBe(
      'The target answered 200 OK, but its body does not contain the expected text.',
    );
    expect(message(true)).toBe(
      'The target answered 200 OK, but the part of its body that was read does not contain the expected text.',
    );
  });

  it('checks the body only if the status is listed', () => {
    const decision = decideOutcome(answered(500, { body: 'ok' }), listing(['2xx'], 'ok'), 0);
    expect(decision.error).toEqual({
      code: 'status_500',
      message: 'The target answered 500 Internal Server Error.',
    });
    // A truncated body does not change a success.
    expect(
      decideOutcome(answered(200, { body: 'ok', truncated: true }), listing(['2xx'], 'ok'), 0).outcome,
    ).toBe('succeeded');
  });
});

describe('the end of a run', () => {
  it.each([
    ['410', answered(410), first, 'permanently gone'],
    ['no', answered(503, { headers: { 'scheduler-retry': 'no' } }), first, 'scheduler-retry: no'],
    ['No', answered(302, { headers: { 'scheduler-retry': ' NO ' } }), first, 'scheduler-retry: no'],
    [
      'no, to a body',
      answered(200, { headers: { 'scheduler-retry': 'no' } }),
      listing(['2xx'], 'ok'),
      'scheduler-retry: no',
    ],
    [
      '410 with Retry-After',
      answered(410, { headers: { 'retry-after': '1' } }),
      listing(['2xx', '404']),
      'permanently gone',
    ],
  ])('comes with attempts left: %s', (_what, result, context, reason) => {
    const decision = decideOutcome(result, context, 0);
    expect(decision).toMatchObject({ outcome: 'rejected', status: 'failed', retryInMs: null });
    expect(decision.error?.message).toMatch(/^The target answered \d+ /);
    expect(decision.error?.message).toContain(reason);
  });

  it.each([
    ['a listed 410', answered(410), listing(['410'])],
    ['a listed class', answered(410), listing(['4xx'])],
    ['a success with scheduler-retry: no', answered(200, { headers: { 'scheduler-retry': 'no' } }), first],
  ])('is a success for %s', (_what, result, context) => {
    expect(decideOutcome(result, context, 0).status).toBe('succeeded');
  });

  it.each([
    ['a listed 410 without its text', answered(410), listing(['410'], 'ok')],
    ['another value', answered(503, { headers: { 'scheduler-retry': 'yes' } }), first],
    ['another value yet', answered(503, { headers: { 'scheduler-retry': 'none' } }), first],
    ['an empty one', answered(503, { headers: { 'scheduler-retry': '' } }), first],
  ])('is not brought on by %s', (_what, result, context) => {
    expect(decideOutcome(result, context, 0).status).toBe('retrying');
  });

  it('comes with the last attempt, and before a retry beyond max_age_seconds', () => {
    expect(decideOutcome(answered(500), { ...first, attempts: 4 }, 0).status).toBe('failed');
    expect(decideOutcome(answered(500), { ...first, ageMs: 95_001 }, 0.5).status).toBe('failed');
    expect(decideOutcome(answered(500), { ...first, ageMs: 95_000 }, 0.5).status).toBe('retrying');
    const asking = answered(503, { headers: { 'retry-after': '60' } });
    expect(decideOutcome(asking, { ...first, ageMs: 40_000 }, 0).status).toBe('retrying');
    expect(decideOutcome(asking, { ...first, ageMs: 40_001 }, 0).status).toBe('failed');
  });
});

describe('the retry delay', () => {
  it('is uniformly distributed up to a bound that grows to its maximum', () => {
    const waits = (random: number) =>
      [1, 2, 3].map((attempts) => decideOutcome(answered(500), { ...first, attempts }, random).retryInMs);
    expect(waits(0)).toEqual([0, 0, 0]);
    expect(waits(0.5)).toEqual([5_000, 10_000, 20_000]);
    expect(waits(0.999)).toEqual([9_990, 19_980, 39_960]);
    const many = { ...first, retry: { ...retry, max_attempts: 50 }, attempts: 20 };
    expect(decideOutcome(answered(500), many, 0.5).retryInMs).toBe(30_000);
  });

  // Jitter: 5 s. Maximum: 60 s. Now: Tue, 24 Nov 2026 10:00:00 GMT.
  it.each([
    ...['0', '3', '5'].map((value): [string, number] => [value, 5_000]),
    ...['60', '61'].map((value): [string, number] => [value, 60_000]),
    ['007', 7_000],
    ['9'.repeat(400), 60_000],
    ['Tue, 24 Nov 2026 10:00:03 GMT', 5_000],
    ['Tue, 24 Nov 2026 09:59:00 GMT', 5_000],
    ['Wed, 25 Nov 2026 10:00:00 GMT', 60_000],
    ['Monday, 24-Nov-76 10:00:20 GMT', 60_000],
    ['Sunday, 24-Nov-77 10:00:20 GMT', 5_000],
    ['Tue Dec  1 10:00:20 2026', 60_000],
    // Fractions, RFC 3339, and repeated headers, of which the longest wait counts.
    ...['20', 'Tue, 24 Nov 2026 10:00:20 GMT', 'Tuesday, 24-Nov-26 10:00:20 GMT', 'Tue Nov 24 10:00:20 2026']
      .concat('2026-11-24T11:00:20+01:00', '10, 20', '20, soon', 'Tue, 24 Nov 2026 10:00:20 GMT, 10')
      .concat('Tue, 24 Nov 2026 10:00:10 GMT, Tuesday, 24-Nov-26 10:00:20 GMT', '-1, 19.9999')
      .map((value): [string, number] => [value, 20_000]),
    ['2026-11-24T09:00:00Z', 5_000],
    // Malformed values are ignored.
    ...[
      ...['', ' ', '-1', '+20', '1.5', '20s', '0x20', '1e3', '-20, -1', '٢٠', 'soon', 'PT20S', '1.2.3'],
      ...['2026-11-24T10:00:20', 'Tue, 24 Nov 2026 10:00:20', 'Tue, 24 Nov 2026 10:00:20 CET'],
      ...['Tue, 24 Nov 2026 10:00:20 +0000', '24 Nov 2026 10:00:20 GMT', 'tue, 24 nov 2026 10:00:20 gmt'],
      ...['Tue, 31 Nov 2026 10:00:20 GMT', 'Tue, 24 Nov 2026 24:00:00 GMT', 'Tue, 24 Now 2026 10:00:20 GMT'],
      ...['Tue, 24 Nov 2026 10:00:60 GMT', 'Tue, 24 Nov 2026 1::00:20 GMT', 'Tue Nov 24 10:00:20 2026 GMT'],
      ...['Tue, 24-Nov-26 10:00:20 GMT', 'Tue Nov 1 10:00:20 2027', '2026-11-31T10:00:20Z'],
    ].map((value): [string, number] => [value, 5_000]),
  ])('honours Retry-After: %s', (value, waitMs) => {
    for (const status of [302, 404, 429, 503]) {
      const result = answered(status, { headers: { 'retry-after': value } });
      expect(decideOutcome(result, first, 0.5).retryInMs).toBe(waitMs);
    }
  });

  it('follows Retry-After if the expected text is missing', () => {
    const result = answered(200, { headers: { 'retry-after': '20' } });
    expect(decideOutcome(result, listing(['2xx'], 'ok'), 0).retryInMs).toBe(20_000);
  });

  it('does not end before the date of Retry-After, rounded up to a millisecond', () => {
    const result = answered(503, { headers: { 'retry-after': 'Tue, 24 Nov 2026 10:00:20 GMT' } });
    expect(decideOutcome(result, { ...first, nowMs: nowMs + 0.7 }, 0).retryInMs).toBe(20_000);
  });

  it('parses two-digit years around the turn of a century', () => {
    const wait = (now: string, value: string) =>
      decideOutcome(
        answered(503, { headers: { 'retry-after': value } }),
        { ...first, nowMs: Date.parse(now) },
        0,
      ).retryInMs;
    expect(wait('2099-12-31T23:59:50Z', 'Friday, 01-Jan-00 00:00:00 GMT')).toBe(10_000);
    expect(wait('2100-01-01T00:00:00Z', 'Thursday, 31-Dec-99 23:59:59 GMT')).toBe(0);
  });
});

describe('a whole run', () => {
  // The limits of the contract.
  const anyRetry: fc.Arbitrary<Retry> = fc.record({
    max_attempts: fc.integer({ min: 1, max: 50 }),
    initial_delay_seconds: fc.integer({ min: 0, max: 86_400 }),
    max_delay_seconds: fc.integer({ min: 0, max: 86_400 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    max_age_seconds: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2_592_000 })),
    on: fc.constant(null),
  });
  const anyRetryAfter = fc.oneof(
    fc.nat().map(String),
    fc.integer({ min: 0, max: 100_000 }).map((s) => new Date(nowMs + s * 1_000).toUTCString()),
    fc.string(),
  );
  const anyFailure: fc.Arbitrary<SendResult> = fc.oneof(
    fc.constantFrom(failure('timed_out'), failure('unreachable'), failure('canceled')),
    fc.constantFrom(302, 404, 500, 503).map((code) => answered(code)),
    anyRetryAfter.map((value) => answered(503, { headers: { 'retry-after': value } })),
  );
  const anyAttempt = fc.record({
    result: anyFailure,
    tookMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1_800_000, noNaN: true })),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  it('stays within max_delay_seconds, max_attempts and max_age_seconds', () => {
    fc.assert(
      fc.property(
        anyRetry,
        fc.array(anyAttempt, { minLength: 51, maxLength: 51, size: 'max' }),
        (policy, tries) => {
          let ageMs = 0;
          let attempts = 0;
          for (const { result, tookMs, random } of tries) {
            attempts++;
            expect(attempts).toBeLessThanOrEqual(policy.max_attempts);
            expect(ageMs).toBeLessThanOrEqual(policy.max_age_seconds * 1_000);
            ageMs += tookMs;
            const context = { ...first, retry: policy, attempts, ageMs, nowMs: nowMs + ageMs };
            const { status, retryInMs } = decideOutcome(result, context, random);
            if (status !== 'retrying') {
              expect([status, retryInMs]).toEqual(['failed', null]);
              return;
            }
            expect(retryInMs).toSatisfy(Number.isSafeInteger);
            expect(retryInMs).toBeGreaterThanOrEqual(0);
            expect(retryInMs).toBeLessThanOrEqual(policy.max_delay_seconds * 1_000);
            ageMs += retryInMs ?? 0;
          }
          expect.unreachable('a run must end');
        },
      ),
    );
  });
});
