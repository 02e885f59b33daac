// Tests which echoes of secrets are masked.
import { expect, it } from 'vitest';
import { createMask } from './mask.ts';
import { isSecretHeader } from './redact.ts';

const mask = createMask(
  {
    authorization: `Basic ${Buffer.from('billing:p"ss/word é').toString('base64')}`,
    'x-api-key': 'k-123456789',
    'x-token': 'Bearer eyJhbGciOi/JIUzI1',
    cookie: 'a=1; session=s3ss10n-value',
    'x-pin-token': '1234',
    'x-tenant': 'acme-tenant',
  },
  isSecretHeader,
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
);

it.each([
  ['{"key":"k-123456789"}', '{"key":"[redacted]"}'],
  ['Bearer eyJhbGciOi/JIUzI1', '[redacted]'],
  ['{"token":"eyJhbGciOi\\/JIUzI1"}', '{"token":"[redacted]"}'],
  ['?token=eyJhbGciOi%2FJIUzI1&a=b', '?token=[redacted]&a=b'],
  ['the password p"ss/word é is wrong', 'the password [redacted] is wrong'],
  ['{"password":"p\\"ss/word é"}', '{"password":"[redacted]"}'],
  ['sid s3ss10n-value', 'sid [redacted]'],
  ['MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', '[redacted] [redacted]'],
  // No secrets, and too short ones.
  ['tenant acme-tenant, Bearer, 1234, billing', 'tenant acme-tenant, Bearer, 1234, billing'],
])('%s', (text, masked) => {
  expect(mask(text)).toBe(masked);
});

it.each([
  // The secret is cut, after another echo of it.
  ['k-123456789 and k-12345', '[redacted] and [redacted]'],
  ['?token=eyJhbGciOi%2FJIU', '?token=[redacted]'],
  ['k-123456789', '[redacted]'],
  // Too short to be recognized, and no start of a secret.
  ['the key k-123', 'the key k-123'],
  ['all is well', 'all is well'],
])('a cut text: %s', (text, masked) => {
  expect(mask(text, true)).toBe(masked);
});

it('masks the end of the largest texts within a bounded time', () => {
  const secret = 'a'.repeat(16_000);
  const long = createMask({ 'x-token': `${secret}b` }, isSecretHeader, []);
  const startedAt = process.cpuUsage();
  expect(long('a'.repeat(65_536), true)).toBe(`${'a'.repeat(65_536 - 16_000)}[redacted]`);
  expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(2_000);
});
