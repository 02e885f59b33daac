// Maps every request failure to a stable error code and a message.

/** A failed attempt: its outcome and its error (docs/delivery.md, "Outcomes of an attempt"). */
export interface Failure {
  kind: 'timed_out' | 'unreachable' | 'blocked' | 'canceled';
  error: { code: string; message: string };
}

/** A failure detected by this client, wrapped as an error because undici passes on only errors. */
export class FailureError extends Error {
  readonly failure: Failure;

  constructor(kind: Failure['kind'], code: string, message: string) {
    super(message);
    this.failure = { kind, error: { code, message } };
  }
}

const DNS_NOT_FOUND = 'dns_not_found';
const CONNECTION_RESET = 'connection_reset';
const HOST_UNREACHABLE = 'host_unreachable';
const INVALID_REQUEST = 'invalid_request';

const CODES: Record<string, string> = {
  ENOTFOUND: DNS_NOT_FOUND,
  ENODATA: DNS_NOT_FOUND,
  EAI_AGAIN: 'dns_failed',
  EDNSTIMEOUT: 'dns_timeout',
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: CONNECTION_RESET,
  EPIPE: CONNECTION_RESET,
  UND_ERR_SOCKET: CONNECTION_RESET,
  ETIMEDOUT: 'connect_timeout',
  EHOSTUNREACH: HOST_UNREACHABLE,
  ENETUNREACH: HOST_UNREACHABLE,
  EADDRNOTAVAIL: HOST_UNREACHABLE,
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'invalid_response',
  UND_ERR_INVALID_ARG: INVALID_REQUEST,
  UND_ERR_NOT_SUPPORTED: INVALID_REQUEST,
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: INVALID_REQUEST,
  UND_ERR_DESTROYED: 'client_closed',
  UND_ERR_CLOSED: 'client_closed',
};

const MESSAGES: Record<string, (host: string) => string> = {
  dns_not_found: (host) => `The host name of ${host} does not exist.`,
  dns_failed: (host) => `The host name of ${host} could not be resolved: the name server returned an error.`,
  dns_timeout: (host) => `The host name of ${host} could not be resolved: no name server answered.`,
  connection_refused: (host) => `${host} refused the connection: no server listens on this port.`,
  connection_reset: (host) => `${host} closed the connection before it responded.`,
  connect_timeout: (host) => `${host} did not accept a connection.`,
  host_unreachable: (host) => `There is no route to ${host}.`,
  headers_too_large: (host) => `${host} sent response headers of more than 16 KiB.`,
  invalid_response: (host) => `${host} did not send a valid HTTP/1.1 response.`,
  invalid_request: () => 'The request has a header or a path that is not valid in HTTP.',
  client_closed: () => 'The service stopped.',
};

const TLS_REASONS: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes from an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS on this port',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'it does not speak TLS 1.2 or later',
  ECONNRESET: 'it closed the connection during the handshake',
};

/**
 * Converts an error of Node or undici to a failure.
 * @param host `name:port`, for the message
 */
export function describeError(error: Error, host: string): Failure {
  if (error instanceof FailureError) {
    return error.failure;
  }
  const code = findCode(error);
  const kind = code === INVALID_REQUEST ? 'blocked' : code === 'client_closed' ? 'canceled' : 'unreachable';
  const message = MESSAGES[code]?.(host) ?? `The connection to ${host} failed (${codeOf(error)}).`;
  return { kind, error: { code, message } };
}

/** The failure of a TLS handshake. One error code for all causes: OpenSSL has hundreds. */
export function describeTlsError(error: Error, host: string): FailureError {
  const reason = TLS_REASONS[codeOf(error)] ?? codeOf(error);
  return new FailureError('unreachable', 'tls_failed', `The TLS connection to ${host} failed: ${reason}.`);
}

function findCode(error: Error): string {
  const code = codeOf(error);
  // undici reports an unexpected response (an unrequested upgrade, a 100) with the code of a closed socket, and a
  // response that its parser accepts but its checks refuse (status 000) as a failed assertion.
  const isInvalidResponse =
    error.name === 'HTTPParserError' ||
    code === 'ERR_ASSERTION' ||
    error.message === 'bad response' ||
    error.message === 'bad upgrade';
  return isInvalidResponse ? 'invalid_response' : (CODES[code] ?? 'connection_failed');
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
