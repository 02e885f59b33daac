// Checks certificates and keys in PEM.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

export interface TlsParts {
  ca: string | null;
  certificate: string | null;
  key: string | null;
}

export interface TlsCheck {
  /** What is wrong with each part, as a predicate. */
  faults: { part: keyof TlsParts; detail: string }[];
  /** When the client certificate expires. Null without one. */
  expiresAt: Temporal.Instant | null;
}

/** The certificates of a PEM file. Node.js ignores what it cannot read; this function throws. */
export function readCertificates(pem: string): X509Certificate[] {
  const texts = pem.match(CERTIFICATE) ?? [];
  if (texts.length === 0) throw new Error('no certificate found');
  return texts.map((text) => new X509Certificate(text));
}

export function checkTls({ ca, certificate, key }: TlsParts, now: Temporal.Instant): TlsCheck {
  const faults: TlsCheck['faults'] = [];
  if (ca !== null && tryRead(() => readCertificates(ca)) === undefined)
    faults.push({ part: 'ca', detail: 'must have valid certificates as PEM: -----BEGIN CERTIFICATE-----' });
  if ((certificate === null) !== (key === null)) {
    const part = key === null ? 'key' : 'certificate';
    faults.push({ part, detail: `is required with ${key === null ? 'certificate' : 'key'}` });
  }
  const [leaf] = (certificate === null ? undefined : tryRead(() => readCertificates(certificate))) ?? [];
  if (certificate !== null && leaf === undefined)
    faults.push({
      part: 'certificate',
      detail: 'must be a valid certificate as PEM: -----BEGIN CERTIFICATE-----',
    });
  const privateKey = key === null ? undefined : tryRead(() => createPrivateKey(key));
  if (key !== null && privateKey === undefined) faults.push({ part: 'key', detail: describeKeyFault(key) });
  if (leaf === undefined) return { faults, expiresAt: null };
  const expiresAt = Temporal.Instant.fromEpochMilliseconds(leaf.validToDate.getTime());
  if (privateKey !== undefined && !isKeyOf(leaf, privateKey))
    faults.push({
      part: 'key',
      detail: 'does not belong to the certificate: send the key of the first certificate',
    });
  if (Temporal.Instant.compare(expiresAt, now) <= 0)
    faults.push({
      part: 'certificate',
      detail: `expired on ${expiresAt.toString({ smallestUnit: 'second' })}: send a renewed one`,
    });
  return { faults, expiresAt };
}

function isKeyOf(certificate: X509Certificate, key: KeyObject): boolean {
  return tryRead(() => certificate.checkPrivateKey(key)) === true;
}

function describeKeyFault(key: string): string {
  const isEncrypted = /ENCRYPTED/.test(key);
  return isEncrypted
    ? 'has a passphrase: remove it, for example with openssl pkey'
    : 'must be a valid private key as PEM: -----BEGIN PRIVATE KEY-----';
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
