// Connections to targets in this installation: certificates and an egress proxy.
import { X509Certificate } from 'node:crypto';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

export interface TransportSettings {
  /** Certificates of authorities, as PEM, that are trusted beside those of Node.js. */
  ca?: string | undefined;
  /** Certificate and key, as PEM, for targets that ask for a client certificate. */
  clientCertificate?: { cert: string; key: string } | undefined;
  /** A proxy that makes the connections to targets (HTTP CONNECT). */
  proxyUrl?: string | undefined;
}

export interface Transport {
  /** Undefined: the default of Node.js. */
  secureContext: SecureContext | undefined;
  proxy: Proxy | undefined;
}

export interface Proxy {
  hostname: string;
  port: number;
  /** The value of `proxy-authorization`; null without a user in the URL. */
  authorization: string | null;
}

/** Throws if a certificate or a key is invalid. */
export function createTransport({ ca, clientCertificate, proxyUrl }: TransportSettings): Transport {
  // Node.js ignores what it cannot read.
  if (ca !== undefined) new X509Certificate(ca);
  const isDefault = ca === undefined && clientCertificate === undefined;
  return {
    secureContext: isDefault
      ? undefined
      : createSecureContext({
          ...(ca !== undefined && { ca: [...getCACertificates('default'), ca] }),
          ...clientCertificate,
        }),
    proxy: proxyUrl === undefined ? undefined : readProxy(proxyUrl),
  };
}

const HTTP_PORT = 80;

function readProxy(text: string): Proxy {
  const { hostname, port, username, password } = new URL(text);
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? HTTP_PORT : Number(port),
    authorization: username === '' ? null : `Basic ${Buffer.from(user).toString('base64')}`,
  };
}
