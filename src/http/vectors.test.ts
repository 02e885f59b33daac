// Tests every case of vectors/ssrf.json against the target policy and real local servers.
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient, type HttpClientOptions, type OutboundRequest, type SendResult } from './client.ts';
import { checkHeaders } from './headers.ts';
import { admitsAddress, checkTarget, parseTargetPolicy } from './targets.ts';
import { HOST } from './test-client.ts';
import { certificate, otherHost, RUDE_TARGETS } from './test-rude-targets.ts';
import { OK, respondWith, startServer } from './test-server.ts';

interface Vector {
  id: string;
  category: string;
  url: unknown;
  allowlist: string[] | null;
  expect: 'allow' | 'deny';
  stage: 'startup' | 'api' | 'api or connect' | 'connect' | 'response';
  why: string;
  headers?: Record<string, unknown>;
  method?: string;
  resolves_to?: string[] | 'timeout';
  resolves_sequence?: string[][];
  redirect?: { status: number; location: string };
}

// Vectors that contradict docs/security.md. The test asserts the opposite of these vectors.
const DIFFERENT: Record<string, string> = {
  'allowlist-079': 'an empty string means unset; white space or a comma alone is an error',
  'ipv6-058': 'mapped addresses are never public',
  'syntax-064': 'the service blocks only the ports of the Fetch standard; 6379 is not one of them',
  'syntax-066': 'the service blocks only the ports of the Fetch standard; 11211 is not one of them',
  'header-038': 'a job may set any header that docs/security.md does not list',
  'header-039': 'a job may set any header that docs/security.md does not list',
  'header-040': 'a job may set any header that docs/security.md does not list',
  'header-041': 'a job may set any header that docs/security.md does not list',
  'header-045': 'a job may set any header that docs/security.md does not list',
  'header-047': 'a job may set any header that docs/security.md does not list',
  'header-049': 'a job may set any header that docs/security.md does not list',
  'header-053': 'a job may set idempotency-key and user-agent',
  'method-008': 'methods are upper case; the vector allows a refusal too',
};

const vectors: Vector[] = JSON.parse(readFileSync(new URL('vectors/ssrf.json', import.meta.url), 'utf8'));
const ran = new Set<string>();

const strict = { loopbackWhenUnset: false };
const settingOf = ({ allowlist }: Vector) => allowlist?.join(',');
const isAllowed = (vector: Vector) => (vector.expect === 'allow') !== vector.id in DIFFERENT;
const inCategory = (...categories: string[]) =>
  vectors.filter(({ category }) => categories.includes(category));

function run(title: string, selected: Vector[], test: (vector: Vector) => void | Promise<void>): void {
  describe(title, () => {
    it.each(selected)('$id: $why', async (vector) => {
      await test(vector);
      ran.add(vector.id);
    });
  });
}

/** Sends one request with a new client whose resolver returns `addresses`. */
async function sendOnce(
  setting: string | undefined,
  request: Partial<OutboundRequest> & { url: string },
  lookup: NonNullable<HttpClientOptions['lookup']>,
): Promise<SendResult> {
  const client = createHttpClient(parseTargetPolicy(setting, strict), { lookup });
  try {
    return await client.send({
      method: 'POST',
      headers: {},
      body: '{}',
      timeoutMs: 60_000,
      mayRepeat: true,
      ...request,
    });
  } finally {
    await client.close();
  }
}

/** The same URL with the port of the local server. */
function atPort(url: unknown, port: number): string {
  const moved = new URL(String(url));
  moved.port = String(port);
  return moved.href;
}

beforeAll(() =>
  setDefaultCACertificates([...getCACertificates('default'), certificate.cert, otherHost.cert]),
);

afterAll(() => {
  console.log(
    `ssrf.json: ${ran.size} of ${vectors.length} vectors ran, ${Object.keys(DIFFERENT).length} of them differ:`,
  );
  for (const [id, reason] of Object.entries(DIFFERENT)) {
    console.log(`  ${id}: ${reason}`);
  }
  expect(ran.size).toBe(vectors.length);
});

run('the setting', inCategory('allowlist_config'), (vector) => {
  expect(() => parseTargetPolicy(settingOf(vector), strict)).toThrow(`the entry "${vector.allowlist?.[0]}"`);
});

run(
  'the target as written',
  inCategory(
    ...[
      'allowlist',
      'ipv4_form',
      'ipv4_range',
      'ipv4_public',
      'ipv6',
      'ipv6_syntax',
      'ip_optin',
      'metadata',
      'syntax',
    ],
  ),
  (vector) => {
    const refusal = checkTarget(parseTargetPolicy(settingOf(vector), strict), String(vector.url));
    expect(refusal).toEqual(isAllowed(vector) ? null : expect.stringMatching(/\.$/));
  },
);

run('a target that is no string', inCategory('syntax_type'), (vector) => {
  // The API refuses these values earlier with 422. The client must not coerce them.
  expect(() => checkTarget(parseTargetPolicy(settingOf(vector), strict), vector.url as string)).toThrow(
    TypeError,
  );
});

run('headers', inCategory('header'), (vector) => {
  // The vectors are older than the contract: `x-scheduler-…` means `scheduler-…`.
  const names = Object.entries(vector.headers ?? {}).map(([name, value]) => [
    name.replace(/^X-Scheduler-/, 'Scheduler-'),
    value,
  ]);
  expect(checkHeaders(Object.fromEntries(names)).length === 0).toBe(isAllowed(vector));
});

run('methods', inCategory('method'), async (vector) => {
  await using server = await startServer(respondWith(OK));
  const request = {
    url: atPort('http://example.com/', server.port),
    method: String(vector.method),
    body: null,
  };
  const result = await sendOnce('example.com,127.0.0.1', request, async () => ['127.0.0.1']);
  expect(result.kind).toBe(isAllowed(vector) ? 'answered' : 'blocked');
  expect(server.requests.map((text) => text.split(' ')[0])).toEqual(isAllowed(vector) ? [vector.method] : []);
});

run('names of private networks', inCategory('internal_name'), async (vector) => {
  const policy = parseTargetPolicy(settingOf(vector), strict);
  if (checkTarget(policy, String(vector.url)) === null) {
    const result = await sendOnce(settingOf(vector), { url: String(vector.url) }, async () => [
      '169.254.169.254',
    ]);
    expect(result).toMatchObject({ kind: 'blocked', error: { code: 'address_not_allowed' } });
  }
});

run('addresses behind names', inCategory('dns', 'dns_rebinding', 'self'), async (vector) => {
  await using server = await startServer(respondWith(OK));
  const url = atPort(vector.url, server.port);
  const policy = parseTargetPolicy(settingOf(vector), strict);
  expect(checkTarget(policy, url)).toBeNull();
  if (vector.resolves_to === 'timeout') {
    const result = await sendOnce(settingOf(vector), { url, timeoutMs: 100 }, () => new Promise(() => {}));
    expect(result).toMatchObject({
      kind: 'timed_out',
      error: { code: 'timeout' },
      timings: { connect_ms: null },
    });
  }
  const answers = vector.resolves_sequence ?? (Array.isArray(vector.resolves_to) ? [vector.resolves_to] : []);
  let refusedCount = 0;
  for (const answer of answers) {
    const addresses = answer.map((address) => (isIP(address) === 0 ? '127.0.0.1' : address));
    const { hostname, port } = new URL(url);
    if (
      addresses.length > 0 &&
      addresses.every((address) => admitsAddress(policy, hostname, Number(port), address))
    ) {
      // A public address within a sequence: nothing must be sent to it.
      expect(addresses).toEqual(['93.184.216.34']);
      continue;
    }
    refusedCount++;
    const result = await sendOnce(settingOf(vector), { url }, async () => addresses);
    const expected = addresses.length === 0 ? 'dns_not_found' : 'address_not_allowed';
    expect(result).toMatchObject({
      error: { code: expected },
      timings: { connect_ms: null, first_byte_ms: null },
    });
  }
  expect(refusedCount > 0 || vector.resolves_to === 'timeout').toBe(true);
  expect(server.connections).toBe(0);
});

run('proxies of the environment', inCategory('proxy_env'), async (vector) => {
  await using server = await startServer(respondWith(OK));
  await using proxy = await startServer(respondWith(OK));
  process.env['HTTP_PROXY'] = process.env['http_proxy'] = `http://127.0.0.1:${proxy.port}`;
  try {
    const url = atPort(vector.url, server.port);
    const result = await sendOnce(`${settingOf(vector)},127.0.0.1`, { url }, async () => ['127.0.0.1']);
    expect(result).toMatchObject({ kind: 'answered', statusCode: 200 });
    expect([server.requests.length, proxy.connections]).toEqual([1, 0]);
  } finally {
    delete process.env['HTTP_PROXY'];
    delete process.env['http_proxy'];
  }
});

run('redirects', inCategory('redirect'), async (vector) => {
  const { status, location } = vector.redirect ?? { status: 0, location: '' };
  const head = `HTTP/1.1 ${status} Moved\r\nrefresh: 0; url=/elsewhere\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`;
  await using server = await startServer(respondWith(head), { tls: certificate });
  const resolved: string[] = [];
  const result = await sendOnce(
    `${settingOf(vector)},127.0.0.1`,
    { url: atPort(vector.url, server.port) },
    async (name) => {
      resolved.push(name);
      return ['127.0.0.1'];
    },
  );
  expect(result).toMatchObject({ kind: 'answered', statusCode: status });
  expect(result).toHaveProperty('headers.location', location.split('\r\n')[0]);
  expect([resolved, server.connections, server.requests.length]).toEqual([[HOST], 1, 1]);
});

run('rude targets', inCategory('response'), async (vector) => {
  const targets = RUDE_TARGETS[vector.id] ?? [];
  expect(targets).not.toEqual([]);
  for (const { respond, tls, plain, expected, timeoutMs = 60_000 } of targets) {
    await using server = await startServer(respond, plain === undefined ? { tls: tls ?? certificate } : {});
    const url = atPort(vector.url, server.port).replace('https:', plain ?? 'https:');
    const request = { url, timeoutMs };
    const result = await sendOnce(`${settingOf(vector)},127.0.0.1`, request, async () => ['127.0.0.1']);
    expect(result).toMatchObject(expected);
    await expect.poll(() => server.open).toBe(0);
    // The kernel's buffers accept data until the closed connection is noticed; the client reads slightly over 64 KiB.
    expect(server.bytesWritten).toBeLessThan(16_000_000);
  }
});
