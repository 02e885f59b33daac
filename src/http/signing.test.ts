// Compares signatures with the reference library of Standard Webhooks, and tests valid secrets.
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { isSigningSecret, signWebhook } from './signing.ts';

const secretOf = (key: Uint8Array) => `whsec_${Buffer.from(key).toString('base64')}`;
const secret = secretOf(new Uint8Array(32).fill(1));
const other = secretOf(new Uint8Array(24).fill(2));

const anySecret = fc.uint8Array({ minLength: 24, maxLength: 64 }).map(secretOf);
const anyId = fc.uuid();
const anySecond = fc.integer({ min: 0, max: 4_102_444_800 });
const anyBody = fc.string({ unit: 'grapheme', maxLength: 300 });

describe('signWebhook', () => {
  it('matches the example of the specification', () => {
    expect(
      signWebhook(
        ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
        'msg_p5jXN8AQM9LWM0D4loKWxJek',
        1_614_265_330,
        '{"test": 2432232314}',
      ),
    ).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('matches the reference library for any secret, ID, time and body', () => {
    fc.assert(
      fc.property(anySecret, anyId, anySecond, anyBody, (key, id, seconds, body) => {
        expect(signWebhook([key], id, seconds, body)).toBe(
          new Webhook(key).sign(id, new Date(seconds * 1_000), body),
        );
      }),
    );
  });

  it.each(['{"a":"ä€😀"}', '', 'plain text'])('is accepted for the body %o', (body) => {
    const seconds = Math.floor(Date.now() / 1_000);
    const headers = {
      'webhook-id': 'run',
      'webhook-timestamp': String(seconds),
      'webhook-signature': signWebhook([secret], 'run', seconds, body),
    };
    const verify = (changes: object, sent = body) =>
      new Webhook(secret).verify(sent, { ...headers, ...changes }, { jsonParse: false });
    expect(() => verify({})).not.toThrow();
    expect(() => verify({}, `${body} `)).toThrow('No matching signature');
    expect(() => verify({ 'webhook-id': 'another' })).toThrow('No matching signature');
    expect(() => verify({ 'webhook-timestamp': String(seconds - 1) })).toThrow('No matching signature');
  });

  it('signs with each secret, the current one first', () => {
    const seconds = Math.floor(Date.now() / 1_000);
    const signature = signWebhook([secret, other], 'run', seconds, '{}');
    expect(signature).toBe(
      `${signWebhook([secret], 'run', seconds, '{}')} ${signWebhook([other], 'run', seconds, '{}')}`,
    );
    const headers = {
      'webhook-id': 'run',
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature,
    };
    for (const known of [secret, other]) {
      expect(new Webhook(known).verify('{}', headers)).toEqual({});
    }
    const unknown = secretOf(new Uint8Array(32).fill(3));
    expect(() => new Webhook(unknown).verify('{}', headers)).toThrow('No matching signature');
  });

  it('refuses to sign with a malformed secret, without quoting it', () => {
    for (const malformed of ['', 'whsec_', 'whsec_c2hvcnQ=', 'hunter2']) {
      expect(() => signWebhook([secret, malformed], 'run', 0, '')).toThrow(
        /^A signing secret is malformed\.$/,
      );
    }
  });
});

describe('isSigningSecret', () => {
  it('accepts keys of 24 to 64 bytes only', () => {
    for (let bytes = 0; bytes <= 100; bytes++) {
      expect(isSigningSecret(secretOf(new Uint8Array(bytes).fill(0xfb)))).toBe(bytes >= 24 && bytes <= 64);
    }
  });

  it.each([
    ['no prefix', secret.slice(6)],
    ['another prefix', secret.replace('whsec_', 'whpk_')],
    ['a prefix in capitals', secret.replace('whsec_', 'WHSEC_')],
    ['the prefix twice', secret.replace('whsec_', 'whsec_whsec_')],
    ['missing padding', secret.replace(/=+$/, '')],
    ['too much padding', `${secret}=`],
    ['bits left over', secret.replace('E=', 'F=')],
    ['the URL alphabet', secretOf(new Uint8Array(24).fill(0xfb)).replaceAll('+', '-')],
    ['space before', ` ${secret}`],
    ['space within', secret.replace('whsec_', 'whsec_ ')],
    ['a line break after', `${secret}\n`],
    ['hexadecimal of an odd length', `whsec_${'0f'.repeat(16)}0`],
    ['a character of no alphabet', secret.replace('AQEB', 'AQ!B')],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(text).not.toBe(secret);
    expect(isSigningSecret(text)).toBe(false);
  });

  it('accepts exactly one encoding of a key', () => {
    fc.assert(
      fc.property(anySecret, fc.nat(), fc.string({ maxLength: 2 }), (text, at, inserted) => {
        expect(isSigningSecret(text)).toBe(true);
        const changed = text.slice(0, at % text.length) + inserted + text.slice((at % text.length) + 1);
        const decoded = Buffer.from(changed.slice(6), 'base64');
        expect(isSigningSecret(changed)).toBe(
          changed === secretOf(decoded) && decoded.length >= 24 && decoded.length <= 64,
        );
      }),
    );
  });
});
