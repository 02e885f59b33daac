// Tests the target policy: its grammar, and cases that the shared vectors do not cover.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnAddress } from './own-addresses.ts';
import { admitsAddress, admitsOwnUrl, checkTarget, describePolicy, parseTargetPolicy } from './targets.ts';

const strict = { loopbackWhenUnset: false };
const policyOf = (setting: string | undefined) => parseTargetPolicy(setting, strict);
const admits = (setting: string | undefined, target: string) =>
  checkTarget(policyOf(setting), target) === null;

describe('the setting', () => {
  it.each([
    [',', '""'],
    [' ', '""'],
    ['example.com,', '""'],
    ['*', '"*"'],
    ['*.', '"*."'],
    ['*.*.com', '"*.*.com"'],
    ['.example.com', '".example.com"'],
    ['example..com', '"example..com"'],
    ['https://example.com', '"https://example.com"'],
    ['example.com/path', '"example.com/path"'],
    ['example.com:0', '"example.com:0"'],
    ['example.com:65536', '"example.com:65536"'],
    ['example.com:', '"example.com:"'],
    ['example.com:http', '"example.com:http"'],
    ['public, exa mple.com', '"exa mple.com"'],
    ['10.1.2.3/8', 'write 10.0.0.0/8'],
    ['10.0.0.0/8/8', '"10.0.0.0/8/8"'],
    ['10.0.0.0/', '"10.0.0.0/"'],
    ['010.0.0.0/8', '"010.0.0.0/8"'],
    ['fd00::/129', '"fd00::/129"'],
    ['fd00::/8:443', '"fd00::/8:443"'],
    ['[10.0.0.1]', '"[10.0.0.1]"'],
    ['[::1', '"[::1"'],
    ['[example.com]:80', '"[example.com]:80"'],
    ['127.1', '127.0.0.1'],
    ['0x7f000001', '127.0.0.1'],
    ['256.1.1.1', '"256.1.1.1"'],
    ['*.0.0.1', '"*.0.0.1"'],
    ['-example.com', '"-example.com"'],
    [`${'a'.repeat(64)}.com`, 'aaa.com"'],
    ['public,!', '""'],
    ['public,! 10.0.0.0/8', '" 10.0.0.0/8"'],
    ['public,!!example.com', '"!example.com"'],
    ['public,!10.1.2.3/8', 'write 10.0.0.0/8'],
    ['public,!public', 'leave out public'],
    ['!203.0.113.0/24', 'no entry allows'],
  ])('refuses %j', (setting, named) => {
    expect(() => policyOf(setting)).toThrow(named);
  });

  it.each([
    [undefined, false, 'public addresses'],
    ['', false, 'public addresses'],
    [undefined, true, 'public addresses and this machine'],
    ['public', true, 'public'],
    ['public , *.example.com', true, 'public, *.example.com'],
  ])('%j (loopback when unset: %j) is described as %j', (setting, loopbackWhenUnset, text) => {
    expect(describePolicy(parseTargetPolicy(setting, { loopbackWhenUnset }))).toBe(text);
  });

  it('never parses an entry that would allow everything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const policy = policyOf(`only.example.com,${text}`);
          return text.includes('public') || checkTarget(policy, 'http://some-other-host.test/') !== null;
        } catch (error) {
          return error instanceof Error && error.message.includes('the entry "');
        }
      }),
    );
  });
});

describe('an entry that denies', () => {
  it.each([
    ['public,!93.184.216.0/24', 'http://93.184.216.34/', false],
    ['public,!93.184.216.0/24', 'http://93.184.217.34/', true],
    ['!10.0.0.5,10.0.0.0/8', 'http://10.0.0.5/', false],
    ['10.0.0.0/8,!10.0.0.5:8080', 'http://10.0.0.5:8080/', false],
    ['10.0.0.0/8,!10.0.0.5:8080', 'http://10.0.0.5/', true],
    ['public,!example.com', 'http://EXAMPLE.com./', false],
    ['public,!example.com', 'http://www.example.com/', true],
    ['public,www.example.com,!*.example.com', 'http://www.example.com/', false],
    // IPv6 forms of a denied IPv4 address: mapped, NAT64, 6to4.
    ['::/0,!10.0.0.0/8', 'http://[::ffff:10.0.0.5]/', false],
    ['::/0,!10.0.0.0/8', 'http://[64:ff9b::10.0.0.5]/', false],
    ['::/0,!10.0.0.0/8', 'http://[2002:a00:5::]/', false],
    ['::/0,!10.0.0.0/8', 'http://[fd00::1]/', true],
  ])('wins: %s %j', (setting, target, expected) => {
    expect(admits(setting, target)).toBe(expected);
  });

  it('denies addresses behind names', () => {
    const policy = policyOf('public,!93.184.216.0/24,10.0.0.0/8,!10.0.0.5');
    const admitted = ['93.184.216.34', '93.184.217.34', '10.0.0.5', '10.0.0.6'].filter((address) =>
      admitsAddress(policy, 'example.com', 80, address),
    );
    expect(admitted).toEqual(['93.184.217.34', '10.0.0.6']);
  });
});

describe('an address of this machine', () => {
  const ours = '93.184.216.34';
  const policyFor = (setting: string) =>
    parseTargetPolicy(setting, { ...strict, isOwn: (address) => address === ours });
  it.each([
    ['public', false],
    ['public,example.com', false],
    [`public,${ours}`, true],
    ['public,93.184.0.0/16', true],
    ['public,93.184.0.0/16:81', false],
  ])('is admitted by %s: %j, in a URL and behind a name', (setting, expected) => {
    const policy = policyFor(setting);
    expect(checkTarget(policy, `http://${ours}/`) === null).toBe(expected);
    expect(admitsAddress(policy, ours, 80, ours)).toBe(expected);
    expect(admitsAddress(policy, 'example.com', 80, ours)).toBe(expected);
    expect(admitsAddress(policy, 'example.com', 80, '93.184.216.35')).toBe(true);
  });

  it('is read from the network interfaces', () => {
    expect([isOwnAddress('127.0.0.1'), isOwnAddress(ours)]).toEqual([true, false]);
  });
});

describe('an entry', () => {
  it.each([
    // Ports: an entry without a port allows all except blocked ports, an entry with a port only this one.
    ['example.com', 'http://example.com:8080/', true],
    ['example.com', 'http://example.com:25/', false],
    ['example.com:25', 'http://example.com:25/', true],
    ['example.com:25', 'http://example.com/', false],
    ['example.com:443', 'https://example.com/', true],
    ['*.example.com:8443', 'https://a.b.example.com:8443/', true],
    ['*.example.com:8443', 'https://a.b.example.com/', false],
    ['public:443', 'https://anything.org/', true],
    ['public:443', 'http://anything.org/', false],
    ['10.0.0.0/8:8080', 'http://10.9.9.9:8080/', true],
    ['10.0.0.0/8:8080', 'http://10.9.9.9/', false],
    ['[fd00::/8]:8080', 'http://[fd12::1]:8080/', true],
    ['[::1]:3000', 'http://[::1]:3000/', true],
    ['[::1]:3000', 'http://[::1]/', false],
    ['example.com', 'http://example.com:0/', false],
    // An IPv6 address without brackets has no port.
    ['fd00::/8', 'http://[fd12::1]:8080/', true],
    ['::1', 'http://[::1]:8080/', true],
    // Names.
    ['*.example.com', 'http://example.com/', false],
    ['*.example.com', 'http://.example.com/', false],
    ['*.example.com', 'http://a;b.example.com/', false],
    ['BÜCHER.example', 'http://xn--bcher-kva.example/', true],
    ['example.com.', 'http://example.com/', true],
    ['example.com', 'http://example.com./', true],
    ['example.com', 'http://@example.com/', false],
    ['my_service', 'http://my_service:8080/', true],
    // `public` does not allow names of private networks; explicit entries do.
    ['public', 'http://billing.internal/', false],
    ['public,billing.internal', 'http://billing.internal/', true],
    ['public,redis', 'http://redis/', true],
    // An address entry allows no name, a name entry no address.
    ['10.0.0.0/8', 'http://example.com/', false],
    ['localhost', 'http://127.0.0.1/', false],
    ['localhost', 'http://localhost:3000/', true],
    ['127.0.0.1', 'http://localhost/', false],
    ['*.0.example.com', 'http://10.0.0.1/', false],
    // Other notations of an address are the same address.
    ['127.0.0.1', 'http://2130706433/', true],
    ['127.0.0.1', 'http://0x7f.1/', true],
    // A mapped address is not its IPv4 address.
    ['127.0.0.1', 'http://[::ffff:127.0.0.1]/', false],
    ['168.63.129.16', 'http://168.63.129.16/', true],
  ])('%s: %s %j', (setting, target, expected) => {
    expect(admits(setting, target)).toBe(expected);
  });

  it('names the host, the port and the setting in its error', () => {
    const check = (setting: string, target: string) => checkTarget(policyOf(setting), target);
    expect(check('public', 'http://10.0.0.1/')).toMatch(
      /10\.0\.0\.1 is not a public address.*ALLOWED_TARGET_HOSTS/,
    );
    expect(check('example.com', 'http://other.com/')).toMatch(
      /other\.com is not an allowed host.*ALLOWED_TARGET_HOSTS/,
    );
    expect(check('example.com', 'http://example.com:25/')).toMatch(
      /Port 25 of example\.com.*ALLOWED_TARGET_HOSTS/,
    );
  });
});

describe('the address behind a name', () => {
  it.each([
    // A name entry never allows a private address.
    ['billing.internal', 'billing.internal', 80, '93.184.216.34', true],
    ['billing.internal', 'billing.internal', 80, '10.0.0.5', false],
    ['*.internal', 'billing.internal', 80, '10.0.0.5', false],
    ['public', 'example.com', 80, '127.0.0.1', false],
    ['example.com', 'example.com', 80, '168.63.129.16', false],
    ['example.com', 'example.com', 80, '::ffff:93.184.216.34', false],
    ['example.com', 'example.com', 80, '64:ff9b::5db8:d822', false],
    // An address entry allows the address for every allowed name.
    ['public,billing.internal,10.0.0.0/8', 'billing.internal', 80, '10.0.0.5', true],
    ['public,billing.internal,10.0.0.0/8', 'example.com', 80, '10.0.0.5', true],
    ['public,billing.internal,10.0.0.0/8', 'billing.internal', 80, '192.168.0.1', false],
    ['billing.internal,fd00::/8', 'billing.internal', 80, 'fd00::5', true],
    ['billing.internal,10.0.0.0/8:8080', 'billing.internal', 80, '10.0.0.5', false],
    ['billing.internal,10.0.0.0/8:8080', 'billing.internal', 8080, '10.0.0.5', true],
    // Only the name entry must name a blocked port.
    ['mail.internal:25,10.0.0.0/8', 'mail.internal', 25, '10.0.0.5', true],
    // `localhost` covers loopback for that name only.
    ['localhost', 'localhost', 3000, '127.0.0.1', true],
    ['localhost', 'localhost', 3000, '::1', true],
    ['localhost', 'localhost', 3000, '10.0.0.5', false],
    ['localhost:3000', 'localhost', 3001, '127.0.0.1', false],
    ['localhost,*.example.com', 'a.example.com', 3000, '127.0.0.1', false],
    ['*.localhost', 'a.localhost', 3000, '127.0.0.1', false],
    // An IP literal allows only its own address.
    ['10.0.0.1', '10.0.0.1', 80, '10.0.0.1', true],
    ['10.0.0.0/8', '10.0.0.1', 80, '10.0.0.2', false],
    ['*.example.com', '93.184.216.34', 80, '93.184.216.34', false],
    ['public', 'example.com', 80, 'nonsense', false],
  ])('%s: %s:%d at %s %j', (setting, hostname, port, address, expected) => {
    expect(admitsAddress(policyOf(setting), hostname, port, address)).toBe(expected);
  });
});

describe('unset, on a service that listens on loopback only', () => {
  const policy = parseTargetPolicy(undefined, { loopbackWhenUnset: true });

  it.each([
    'http://localhost:3000/',
    'http://api.localhost/',
    'http://127.0.0.1:8080/',
    'http://[::1]/',
    'https://example.com/',
  ])('admits %s', (target) => expect(checkTarget(policy, target)).toBeNull());

  it.each([
    'http://10.0.0.1/',
    'http://169.254.169.254/',
    'http://127.0.0.1:22/',
    'http://redis/',
    'http://0.0.0.0/',
  ])('refuses %s', (target) => expect(checkTarget(policy, target)).toEqual(expect.any(String)));

  it('covers loopback behind a name only', () => {
    expect(admitsAddress(policy, 'localhost', 3000, '::1')).toBe(true);
    expect(admitsAddress(policy, 'api.localhost', 3000, '127.0.0.1')).toBe(true);
    expect(admitsAddress(policy, 'localhost', 3000, '10.0.0.1')).toBe(false);
  });
});

describe('a service’s own URL', () => {
  it.each([
    ['public', 'http://localhost:3000', false],
    ['localhost', 'http://localhost:3000', true],
    ['localhost:3000', 'http://localhost:3000', true],
    ['localhost:3001', 'http://localhost:3000', false],
    ['public,127.0.0.0/8', 'http://localhost:3000', false],
    ['public,127.0.0.0/8', 'http://127.0.0.2:3000', true],
    ['127.0.0.0/8', 'http://[::1]:3000', false],
    ['[::1]', 'http://[::1]:3000', true],
    ['localhost', 'http://localhost:25', false],
  ])('%s: %s %j', (setting, url, expected) => {
    expect(admitsOwnUrl(policyOf(setting), url)).toBe(expected);
  });

  it('is allowed by default on a service that listens on loopback only', () => {
    for (const url of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
      expect(admitsOwnUrl(parseTargetPolicy(undefined, { loopbackWhenUnset: true }), url)).toBe(true);
      expect(admitsOwnUrl(parseTargetPolicy(undefined, strict), url)).toBe(false);
    }
  });
});
