// Asks an HTTP proxy for a tunnel to a target (RFC 9110, CONNECT).
import type { Socket } from 'node:net';
import { FailureError } from './failures.ts';
import type { Proxy } from './proxy-url.ts';

const HEAD_AT_MOST = 16 * 1024;
const END_OF_HEAD = '\r\n\r\n';

/** Calls `done` once, with null when the socket leads to the target. */
export function openTunnel(
  socket: Socket,
  target: string,
  proxy: Proxy,
  done: (error: Error | null) => void,
): void {
  let head = '';
  const finish = (error: Error | null) => {
    socket.off('data', onData);
    socket.off('error', onError);
    socket.off('close', onClose);
    done(error);
  };
  const onError = (error: Error) => finish(failed(`the connection to it broke (${error.message})`));
  const onClose = () => finish(failed('it closed the connection'));
  const onData = (chunk: Buffer) => {
    head += chunk.toString('latin1');
    const end = head.indexOf(END_OF_HEAD);
    if (end === -1 && head.length <= HEAD_AT_MOST) return;
    const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
    if (status === undefined || end === -1) finish(failed('it did not send a valid response'));
    else if (!status.startsWith('2')) finish(failed(`it answered ${status}`));
    // A target sends nothing before the request, or before the TLS handshake.
    else if (head.length > end + END_OF_HEAD.length) finish(failed('it sent data before the request'));
    else finish(null);
  };
  const failed = (reason: string) => proxyFailure(reason, target, proxy);
  socket.on('data', onData);
  socket.on('error', onError);
  socket.on('close', onClose);
  const lines = [`CONNECT ${target} HTTP/1.1`, `host: ${target}`];
  if (proxy.authorization !== null) lines.push(`proxy-authorization: ${proxy.authorization}`);
  socket.write(`${lines.join('\r\n')}${END_OF_HEAD}`, 'latin1');
}

/** The failure of a connection to the proxy itself. */
export function describeProxyError(error: Error, target: string, proxy: Proxy): FailureError {
  const { code = error.message } = error as NodeJS.ErrnoException;
  return proxyFailure(`it cannot be reached (${code})`, target, proxy);
}

function proxyFailure(reason: string, target: string, { hostname, port }: Proxy): FailureError {
  const message = `The proxy ${hostname}:${port} opened no connection to ${target}: ${reason}.`;
  return new FailureError('unreachable', 'proxy_failed', message);
}
