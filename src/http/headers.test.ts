// Tests the limits and rules for a job's headers that the shared vectors do not cover.
import { describe, expect, it } from 'vitest';
import { checkHeaders } from './headers.ts';

describe('checkHeaders', () => {
  it('counts headers and bytes exactly', () => {
    const headers = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`x-${i}`, 'v']));
    expect(checkHeaders(headers(50))).toEqual([]);
    expect(checkHeaders(headers(51))).toEqual([{ name: null, detail: expect.stringContaining('50') }]);
    expect(checkHeaders({ 'x-a': 'v'.repeat(16 * 1024 - 3) })).toEqual([]);
    expect(checkHeaders({ 'x-a': 'v'.repeat(16 * 1024 - 2) })).toEqual([
      { name: null, detail: expect.stringContaining('16 KiB') },
    ]);
  });

  it.each([
    ...[
      'Host',
      'content-length',
      'Connection',
      'Proxy-Connection',
      'proxy-authorization',
      'Transfer-Encoding',
      'trailer',
    ],
    ...['Content_Length', 'transfer_encoding', 'Scheduler_Run_Id', 'webhook_signature'],
    ...['Webhook-Id', 'webhook-anything', 'Scheduler-Run-Id', 'scheduler-anything', 'TraceParent'],
  ])('refuses %s, naming it as it was written', (name) => {
    expect(checkHeaders({ accept: '*/*', [name]: 'x' })).toEqual([{ name, detail: expect.any(String) }]);
  });

  it('reports each invalid header', () => {
    const problems = checkHeaders({
      'x a': '1',
      'x-b': 'line\nbreak',
      'x-c': 'fine',
      'X-C': 'again',
      x_c: 'and again',
    });
    expect(problems.map(({ name }) => name)).toEqual(['x a', 'x-b', 'X-C', 'x_c']);
  });

  it.each([
    'idempotency-key',
    'User-Agent',
    'accept-encoding',
    'tracestate',
    '__proto__',
  ])('lets a job set %s', (name) => {
    expect(checkHeaders(JSON.parse(`{"${name}":"x"}`))).toEqual([]);
  });

  it('allows Latin-1 and tabs in values', () => {
    expect(checkHeaders({ 'x-a': 'caf\u00e9\tau lait' })).toEqual([]);
  });
});
