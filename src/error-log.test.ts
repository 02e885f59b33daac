// Tests that repeated errors become one line with a count, and that no log line contains a password.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createErrorLog } from './error-log.ts';
import { serializeError } from './log.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function collect() {
  const lines: { count: number | undefined; message: string }[] = [];
  const error = ({ count }: { count?: number }, message: string) => void lines.push({ count, message });
  return { lines, errors: createErrorLog({ error: error as never }, 'It failed.') };
}

test('the first error is logged at once, repetitions as one count per interval', () => {
  const { lines, errors } = collect();
  for (let i = 0; i < 1_000; i++) errors.report(new Error(`READONLY of attempt ${i}`));
  errors.report(new Error('another'));
  expect(lines.map(({ message }) => message)).toEqual(['It failed.', 'It failed.']);
  vi.advanceTimersByTime(30_000);
  expect(lines.slice(2)).toEqual([
    { count: 999, message: 'It failed. The same error occurred 999 more times in 30 s.' },
  ]);
  vi.advanceTimersByTime(60_000);
  expect(lines, 'silence ends the interval').toHaveLength(3);
  errors.report(new Error('READONLY of attempt 1'));
  expect(lines).toHaveLength(4);
});

test('a stop logs the counts so far; causes tell errors apart; kinds are limited', () => {
  const { lines, errors } = collect();
  errors.report(new Error('Request 1 failed.', { cause: new Error('a') }));
  errors.report(new Error('Request 2 failed.', { cause: new Error('b') }));
  errors.report(new Error('Request 3 failed.', { cause: new Error('a') }));
  expect(lines).toHaveLength(2);
  errors.stop();
  expect(lines.at(-1)!.count).toBe(1);
  const letters = (n: number) => n.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
  for (let i = 0; i < 1_000; i++) errors.report(new Error(letters(i)));
  expect(lines.length).toBeLessThan(110);
});

test('errors show no user and password of a URL', () => {
  const text =
    'cannot use redis://user:pass@cache:6379/0 or postgres://:p%40@h, see https://docs.example.com/@a';
  expect(serializeError(new Error(text))).toMatchObject({
    message:
      'cannot use redis://[redacted]@cache:6379/0 or postgres://[redacted]@h, see https://docs.example.com/@a',
    stack: expect.not.stringContaining('pass'),
  });
});

test('errors show listed properties only', () => {
  const secret = 'not-to-be-shown';
  const cause = Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: secret });
  const error = Object.assign(new Error('WRONGPASS', { cause }), {
    command: { name: 'auth', args: [secret] },
    port: 6379,
    detail: secret,
  });
  const text = JSON.stringify(serializeError(new AggregateError([error], 'all failed')));
  expect(text).not.toContain(secret);
  expect(JSON.parse(text)).toMatchObject({
    type: 'AggregateError',
    errors: [{ type: 'Error', message: 'WRONGPASS', port: 6379, cause: { code: 'ERR_INVALID_URL' } }],
  });
});
