// Connections to targets in this installation: certificates and an egress proxy.
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { readCertificates } from './certificates.ts';
import { type Proxy, readProxy } from './proxy-url.ts';

export interface TransportSettings {
  /** Certificates of authorities, as PEM, that are trusted beside those of Node.js. */
  ca?: string | undefined;
  /** Certificate and key, as PEM, for targets that ask for a client certificate. */
  clientCertificate?: { cert: string; key: string } | undefined;
  /** A proxy that makes the connections to targets (HTTP CONNECT). */
  proxyUrl?: string | undefined;
  /** Whether ALLOWED_TARGET_HOSTS must allow the proxy: a user of the API has named it. */
  isProxyGuarded?: boolean;
}

export interface Transport {
  /** Undefined: the default of Node.js. */
  secureContext: SecureContext | undefined;
  proxy: Proxy | undefined;
}

/** Throws if a certificate, a key or the proxy is invalid. */
export function createTransport({
  ca,
  clientCertificate,
  proxyUrl,
  isProxyGuarded = false,
}: TransportSettings): Transport {
  // Node.js ignores what it cannot read.
  if (ca !== undefined) readCertificates(ca);
  const proxy = proxyUrl === undefined ? undefined : readProxy(proxyUrl, isProxyGuarded);
  if (proxy === null) throw new Error('the URL of the proxy is invalid');
  const isDefault = ca === undefined && clientCertificate === undefined;
  return {
    secureContext: isDefault
      ? undefined
      : createSecureContext({
          ...(ca !== undefined && { ca: [...getCACertificates('default'), ca] }),
          ...clientCertificate,
        }),
    proxy,
  };
}

/** The settings of the installation with those of a credential, which take precedence. Authorities add up. */
export function mergeTransport(base: TransportSettings, own: TransportSettings): TransportSettings {
  const authorities = [base.ca, own.ca].filter((ca) => ca !== undefined);
  return {
    ca: authorities.length === 0 ? undefined : authorities.join('\n'),
    clientCertificate: own.clientCertificate ?? base.clientCertificate,
    ...(own.proxyUrl === undefined
      ? { proxyUrl: base.proxyUrl, isProxyGuarded: base.isProxyGuarded ?? false }
      : { proxyUrl: own.proxyUrl, isProxyGuarded: own.isProxyGuarded ?? false }),
  };
}
