// Tests the resolver for target names with a DNS server of its own.
import { expect, it } from 'vitest';
import { parseHosts, parseResolvConf } from './resolver-files.ts';
import { newClient, to } from './test-client.ts';
import { startDns } from './test-dns-server.ts';
import { OK, respondWith, startServer } from './test-server.ts';

const HERE = { addresses: ['127.0.0.1'] };

it('resolves other names while the name servers of some domains hang', async () => {
  await using server = await startServer(respondWith(OK));
  const { resolver, queries } = await startDns((name) =>
    name.endsWith('.hang.example.com') ? 'silence' : HERE,
  );
  const client = newClient({ lookup: resolver.lookup });
  let ended = 0;
  const hanging = Array.from({ length: 200 }, async (_, i) => {
    const result = await client.send(to(server, { url: `http://n${i}.hang.example.com:${server.port}/` }));
    ended++;
    return result;
  });
  await expect.poll(() => queries.length).toBeGreaterThanOrEqual(32);
  expect(await client.send(to(server))).toMatchObject({ kind: 'answered', body: 'ok' });
  expect(ended).toBe(0);
  // The other 168 names of the domain wait for a permit.
  expect(new Set(queries.filter((name) => name.includes('.hang.'))).size).toBe(32);
  await client.close();
  resolver.close();
  expect((await hanging[0])?.kind).toBe('canceled');
});

it('names the cause where no name server answers, where it fails, and where the name does not exist', async () => {
  const { resolver } = await startDns(
    (name) =>
      name === 'fails.example.com' ? 'failure' : name === 'hangs.example.com' ? 'silence' : undefined,
    'options timeout:2 attempts:1',
  );
  const client = newClient({ lookup: resolver.lookup });
  const send = async (name: string) =>
    await client.send(to({ port: 80 }, { url: `http://${name}.example.com/` }));
  const results = await Promise.all(['fails', 'hangs', 'absent'].map(send));
  expect(results.map((result) => 'error' in result && result.error.code)).toEqual([
    'dns_failed',
    'dns_timeout',
    'dns_not_found',
  ]);
});

it('tries the search domains as Kubernetes needs it', async () => {
  const { resolver, queries } = await startDns(
    (name) => (['billing.default.svc.cluster.local', 'api.example.com'].includes(name) ? HERE : undefined),
    'search default.svc.cluster.local svc.cluster.local\noptions ndots:5',
  );
  expect(await resolver.lookup('billing')).toEqual(['127.0.0.1']);
  queries.length = 0;
  expect(await resolver.lookup('api.example.com')).toEqual(['127.0.0.1']);
  expect(queries).toEqual([
    'api.example.com.default.svc.cluster.local',
    'api.example.com.svc.cluster.local',
    'api.example.com',
  ]);
});

it('caches addresses for their TTL, and names that do not exist for a moment', async () => {
  const { resolver, queries } = await startDns((name) => {
    if (name.startsWith('absent.')) return undefined;
    return { ...HERE, ttlSeconds: name.startsWith('changing.') ? 0 : 60 };
  });
  for (let i = 0; i < 3; i++) {
    await resolver.lookup('stable.example.com');
    await resolver.lookup('changing.example.com');
    await resolver.lookup('absent.example.com').catch(() => {});
  }
  const count = (name: string) => queries.filter((query) => query === `${name}.example.com`).length;
  expect([count('stable'), count('changing'), count('absent')]).toEqual([1, 3, 1]);
});

it('uses the hosts file and resolv.conf, also after they have changed', async () => {
  const { resolver, queries, writeHosts, writeOptions } = await startDns((name) =>
    name === 'late.corp.example' ? HERE : undefined,
  );
  const lookup = async (name: string) => await resolver.lookup(name).catch(({ code }) => code as string);
  expect(await lookup('localhost')).toEqual(['127.0.0.1', '::1']);
  expect(await lookup('app.localhost')).toEqual(['127.0.0.1', '::1']);
  expect([await lookup('listed.example.com'), await lookup('late.example')]).toEqual([
    'ENOTFOUND',
    'ENOTFOUND',
  ]);
  writeHosts('# comment\n10.0.0.5\tListed.example.com alias # two names\n::1 listed.example.com\n');
  writeOptions('search corp.example');
  await expect.poll(() => lookup('listed.example.com')).toEqual(['10.0.0.5', '::1']);
  expect(await lookup('alias')).toEqual(['10.0.0.5']);
  await expect.poll(() => lookup('late')).toEqual(['127.0.0.1']);
  expect(queries).not.toContain('app.localhost');
});

it('does not wait for IPv6 addresses from servers that ignore the question', async () => {
  const { resolver } = await startDns((_name, type) => (type === 'A' ? HERE : 'silence'));
  expect(await resolver.lookup('old.example.com')).toEqual(['127.0.0.1']);
});

it('returns the addresses of both families', async () => {
  const { resolver } = await startDns(() => ({ addresses: ['127.0.0.1', 'fd00::7'] }));
  expect([...(await resolver.lookup('both.example.com'))].sort()).toEqual(['127.0.0.1', 'fd00::7']);
});

it('reads resolv.conf with all its forms', () => {
  const text =
    'domain a.example\n; comment\nnameserver 10.0.0.1 # first\nnameserver fe80::1\nsearch B.example. c.example\noptions ndots:99 timeout:3 attempts:2 rotate';
  expect(parseResolvConf(text)).toEqual({
    servers: ['10.0.0.1', 'fe80::1'],
    search: ['b.example', 'c.example'],
    ndots: 15,
    timeoutMs: 3_000,
    tries: 2,
  });
  expect(parseHosts('127.0.0.1\nnonsense a\n127.0.0.1 a\n127.0.0.1 a').get('a')).toEqual(['127.0.0.1']);
});
