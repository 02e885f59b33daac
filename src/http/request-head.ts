// Formats the head of an HTTP/1.1 request.
import type { OutboundRequest } from './exchange.ts';
import { checkSentHeader } from './headers.ts';

/** Methods whose request has a length even without a body. */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** RFC 9110, 9.2.2: the target may get these requests twice. */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/**
 * Whether the request may use a kept connection, and the connection be kept. Not for HEAD or a body that the method does
 * not announce: some targets send or read a body that HTTP does not expect, and the next exchange would start inside it.
 */
export function keepsConnection({ method, body, mayRepeat }: OutboundRequest): boolean {
  if (!mayRepeat && !IDEMPOTENT.has(method)) return false;
  return method !== 'HEAD' && (body === null || WITH_BODY.has(method));
}

/**
 * The head including the empty line at its end, to be sent in Latin-1.
 * @param target the path with the query, and the value of the `host` header
 */
export function formatHead(
  request: OutboundRequest,
  target: { path: string; hostHeader: string },
): { text: string } | { problem: string } {
  const { method, headers, body } = request;
  const connection = keepsConnection(request) ? 'keep-alive' : 'close';
  let head = `${method} ${target.path} HTTP/1.1\r\nhost: ${target.hostHeader}\r\nconnection: ${connection}\r\n`;
  for (const name in headers) {
    const value = headers[name]!;
    const problem = checkSentHeader(name, value);
    if (problem !== null) return { problem: `The header ${JSON.stringify(name)} ${problem}.` };
    head += `${name}: ${value}\r\n`;
  }
  if (body !== null) head += `content-length: ${Buffer.byteLength(body)}\r\n`;
  else if (WITH_BODY.has(method)) head += 'content-length: 0\r\n';
  return { text: `${head}\r\n` };
}
