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
