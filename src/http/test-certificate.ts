// Test helper: generates self-signed certificates, so that the repository contains none that expire.
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';

export interface TestCertificate {
  key: string;
  cert: string;
}

const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');
const DAY_MS = 86_400_000;

/**
 * PEM key and certificate (X.509 v3, P-256) for these DNS names, valid from a month ago for another day. Self-signed, or
 * signed by an authority whose own certificate is missing.
 */
export function makeCertificate(
  dnsNames: string[],
  options: { expired?: boolean; lacksIssuer?: boolean } = {},
): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  // Unique, because OpenSSL looks up trusted certificates by this name.
  const commonName = der(0x0c, Buffer.from(randomUUID()));
  const name = sequence(der(0x31, sequence(COMMON_NAME, commonName)));
  const lacksIssuer = options.lacksIssuer === true;
  const otherName = der(0x0c, Buffer.from(randomUUID()));
  const issuer = lacksIssuer ? sequence(der(0x31, sequence(COMMON_NAME, otherName))) : name;
  const signingKey = lacksIssuer ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : privateKey;
  const now = Date.now();
  const validity = sequence(
    utcTime(now - 30 * DAY_MS),
    utcTime(now + (options.expired === true ? -DAY_MS : DAY_MS)),
  );
  const altNames = sequence(...dnsNames.map((dnsName) => der(0x82, Buffer.from(dnsName))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    sequence(ECDSA_WITH_SHA256),
    issuer,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(sequence(SUBJECT_ALT_NAME, der(0x04, altNames)))),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', body, signingKey));
  const whole = sequence(body, sequence(ECDSA_WITH_SHA256), signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

/** One DER value (X.690): tag, length, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function utcTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}
