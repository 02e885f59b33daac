// Maps every request failure to a stable error code and a message.
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A failed attempt: its outcome and its error (docs/delivery.md, "Outcomes of an attempt"). */
export interface Failure {
  kind: 'timed_out' | 'unreachable' | 'blocked' | 'canceled';
  error: { code: string; message: string };
}

/** A failure detected by this client, wrapped as an error to pass the same way as errors of Node. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(kind: Failure['kind'], code: string, message: string) {
    super(message);
    this.failure = { kind, error: { code, message } };
  }
}

export const SERVICE_STOPPED = 'The service stopped.';

const DNS_NOT_FOUND = 'dns_not_found';
const CONNECTION_RESET = 'connection_reset';
export const INVALID_RESPONSE = 'invalid_response';
const HOST_UNREACHABLE = 'host_unreachable';

const CODES: Record<string, string> = {
  ENOTFOUND: DNS_NOT_FOUND,
  ENODATA: DNS_NOT_FOUND,
  EAI_AGAIN: 'dns_failed',
  EDNSTIMEOUT: 'dns_timeout',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: CONNECTION_RESET,
  EPIPE: CONNECTION_RESET,
  ETIMEDOUT: 'connect_timeout',
  EHOSTUNREACH: HOST_UNREACHABLE,
  ENETUNREACH: HOST_UNREACHABLE,
  EADDRNOTAVAIL: HOST_UNREACHABLE,
};

const withoutPort = (host: string) => host.replace(/:\d+$/, '');

const MESSAGES: Record<string, (host: string) => string> = {
  dns_not_found: (host) => `The host name ${withoutPort(host)} does not exist.`,
  dns_failed: (host) =>
    `The host name ${withoutPort(host)} could not be resolved: the name server returned an error.`,
  dns_timeout: (host) => `The host name ${withoutPort(host)} could not be resolved: no name server answered.`,
  connection_refused: (host) => `${host} refused the connection: no server listens on this port.`,
  connection_reset: (host) => `${host} closed the connection before it responded.`,
  connect_timeout: (host) => `${host} did not accept a connection.`,
  host_unreachable: (host) => `There is no route to ${host}.`,
};

const ADD_AUTHORITY =
  'install the whole certificate chain on the target, or add its authority with TARGET_CA_FILE or a credential';
const UNTRUSTED = `its certificate comes from an authority that is not trusted: ${ADD_AUTHORITY}`;
const CLIENT_CERTIFICATE =
  'it asks for a client certificate: set one that it accepts with TARGET_CLIENT_CERT_FILE or a credential';
const NOT_IN_COMMON = 'it supports no protocol version or cipher that the service supports';

const TLS_REASONS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is self-signed: add the certificate with TARGET_CA_FILE or a credential',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  // The target sent its own certificate only. A browser may know the missing certificate from another site.
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `its certificate was sent without an intermediate certificate, or comes from an authority that is not trusted: ${ADD_AUTHORITY}`,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS on this port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it does not speak TLS 1.2 or later',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'it does not speak TLS 1.2 or later',
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: 'it speaks HTTP/2 only, and the service speaks HTTP/1.1',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: CLIENT_CERTIFICATE,
  'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE': NOT_IN_COMMON,
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: NOT_IN_COMMON,
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'it has no certificate for this host name',
  ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME: 'it has no certificate for this host name',
  ECONNRESET: 'it closed the connection during the handshake',
};

/**
 * Converts an error of Node to a failure.
 * @param host `name:port`, for the message
 */
export function describeError(error: Error, host: string): Failure {
  if (error instanceof FailureError) {
    return error.failure;
  }
  const code = CODES[codeOf(error)] ?? 'connection_failed';
  const message = MESSAGES[code]?.(host) ?? `The connection to ${host} failed (${codeOf(error)}).`;
  return { kind: 'unreachable', error: { code, message } };
}

/** @param reason a predicate that follows "the response" */
export function describeInvalidResponse(reason: string, host: string): Failure {
  const message = `${host} did not send a valid HTTP/1.1 response: the response ${reason}.`;
  return { kind: 'unreachable', error: { code: INVALID_RESPONSE, message } };
}

/** The failure of a TLS handshake. One error code for all causes: OpenSSL has hundreds. */
export function describeTlsError(error: Error, host: string, socket: Socket): FailureError {
  const code = codeOf(error);
  const reason =
    code.includes('ALERT') && wantedCertificate(socket) ? CLIENT_CERTIFICATE : (TLS_REASONS[code] ?? code);
  return new FailureError('unreachable', 'tls_failed', `The TLS connection to ${host} failed: ${reason}.`);
}

/**
 * The failure of an open connection before a response. With TLS 1.3 a target checks the certificate of the client after
 * the handshake has succeeded on this side.
 * @param error null if the target closed the connection
 */
export function describeClosing(error: Error | null, socket: Socket, host: string): Error {
  const isTls = socket instanceof TLSSocket;
  if (isTls && error !== null && codeOf(error).startsWith('ERR_SSL'))
    return describeTlsError(error, host, socket);
  const failure: Failure['error'] =
    error === null
      ? { code: CONNECTION_RESET, message: MESSAGES[CONNECTION_RESET]!(host) }
      : describeError(error, host).error;
  const hint = isTls && failure.code === CONNECTION_RESET && wantedCertificate(socket);
  const message = hint ? `${failure.message} Perhaps ${CLIENT_CERTIFICATE}.` : failure.message;
  return new FailureError('unreachable', failure.code, message);
}

/** Whether the target has sent a CertificateRequest, which carries the signature algorithms that it accepts. */
function wantedCertificate(socket: Socket): boolean {
  try {
    return socket instanceof TLSSocket && socket.getSharedSigalgs().length > 0;
  } catch {
    // The socket is already closed.
    return false;
  }
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
