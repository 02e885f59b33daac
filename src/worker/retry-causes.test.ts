// Tests which failures are retried, and the message of a redirect.
import { describe, expect, test } from 'vitest';
import { JobInput } from '../../openapi/schemas/job.ts';
import type { SendResult } from '../http/client.ts';
import { maskOf, unmasked } from '../http/mask.ts';
import { type AttemptContext, decideOutcome } from './outcome.ts';

const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };
const answered = (statusCode: number, headers: Record<string, string> = {}): SendResult => ({
  ...{ kind: 'answered', statusCode, headers, body: '', truncated: false, timings },
});
const failure = (kind: 'timed_out' | 'unreachable' | 'canceled'): SendResult => ({
  kind,
  error: { code: 'x', message: 'X.' },
  timings,
});
const { retry, success } = JobInput.parse({ name: 'a', target: 'http://a/', schedule_type: 'cron' });
const url = 'https://example.com/a/b?c=1';
const first: AttemptContext = { retry, success, attempts: 1, ageMs: 0, nowMs: 0, url, mask: unmasked };

describe('the causes of a retry', () => {
  const on = (...causes: string[]) => ({ ...first, retry: { ...retry, on: causes } });
  test.each([
    [['503'], answered(503), true],
    [['503'], answered(502), false],
    [['5xx', '429'], answered(429), true],
    [['5xx', '429'], answered(400), false],
    [['5xx'], failure('timed_out'), false],
    [['timeout'], failure('timed_out'), true],
    [['timeout'], failure('unreachable'), false],
    [['network'], failure('unreachable'), true],
    [['network'], answered(503), false],
    [['5xx'], failure('canceled'), true],
  ] as const)('%j, after %o: %s', (causes, result, isRetried) => {
    const { status, error } = decideOutcome(result, on(...causes), 0.5);
    expect(status).toBe(isRetried ? 'retrying' : 'failed');
    expect(error?.message.includes('retry.on')).toBe(!isRetried);
  });

  test('include a body that does not match, by its status', () => {
    const context = { ...on('2xx'), success: { statuses: ['2xx'], body_contains: 'x' } };
    expect(decideOutcome(answered(200), context, 0.5).status).toBe('retrying');
  });

  test('do not include what is not a response', () => {
    const result: SendResult = {
      kind: 'unreachable',
      error: { code: 'invalid_response', message: 'X.' },
      timings,
    };
    expect(decideOutcome(result, first, 0.5).status).toBe('failed');
    expect(decideOutcome(result, on('network'), 0.5).status).toBe('failed');
  });
});

test.each([
  ['https://example.org/new', 'https://example.org/new'],
  ['/new', 'https://example.com/new'],
  ['http://[', 'http://['],
  // A target can send what a terminal would execute.
  ['http://[\u001b[2J\u009b31m', 'http://[\\u{1b}[2J\\u{9b}31m'],
])('a redirect to %s names the new address', (location, address) => {
  const { error } = decideOutcome(answered(307, { location }), first, 0.5);
  expect(error?.message).toBe(
    `The target answered 307 Temporary Redirect: it redirects to ${address}. Redirects are not followed; set this URL as the target.`,
  );
});

test('the address of a redirect is masked before it is cut', () => {
  const secret = 's3cret-'.repeat(10);
  const mask = maskOf([secret]);
  // The secret is across the end of the part that the message shows.
  const location = `https://example.org/${'x'.repeat(250)}?token=${secret}`;
  const { error } = decideOutcome(answered(307, { location }), { ...first, mask }, 0.5);
  expect(error?.message).toContain('?token=[redacted]');
  expect(error?.message).not.toContain('s3cret');
});
