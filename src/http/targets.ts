// The target policy (ALLOWED_TARGET_HOSTS), checked at every write and before every connection.
import {
  type Address,
  embeddedIpv4,
  inBlock,
  isLoopbackAddress,
  isPublicAddress,
  parseAddress,
} from './addresses.ts';
import { isOwnAddress } from './own-addresses.ts';
import { parseTargetEntries, type TargetEntries, type TargetEntry } from './target-entries.ts';
import { parseTargetUrl, type TargetUrl } from './target-url.ts';

export interface TargetPolicy extends TargetEntries {
  /** The entries as text. */
  entries: readonly string[];
  /** Text for the start-up banner, see describePolicy. */
  description: string;
  /** Whether an address in normal form belongs to this machine. */
  isOwn: (address: string) => boolean;
}

const LOOPBACK_ENTRIES = ['localhost', '*.localhost', '127.0.0.0/8', '[::1]'];

// https://fetch.spec.whatwg.org/#port-blocking: ports of services that an HTTP request can attack.
const BAD_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

// Suffixes that are valid only within a machine, a container network or a company. `public` does not allow them, so
// that a write is refused at once. If such a name resolves, its address is checked as well.
const PRIVATE_SUFFIXES = [
  ...[
    'localhost',
    'localdomain',
    'local',
    'internal',
    'intranet',
    'private',
    'corp',
    'home',
    'home.arpa',
    'lan',
  ],
  ...['svc', 'invalid', 'onion'],
].map((suffix) => `.${suffix}`);

/**
 * Parses ALLOWED_TARGET_HOSTS (docs/security.md, "Allowed targets").
 * @param setting undefined or '' means unset: `public`
 * @param options.loopbackWhenUnset if unset, loopback addresses are allowed too
 * @param options.isOwn replaces the addresses of the network interfaces in tests
 * @throws Error that names the first malformed entry
 */
export function parseTargetPolicy(
  setting: string | undefined,
  { loopbackWhenUnset, isOwn = isOwnAddress }: { loopbackWhenUnset: boolean; isOwn?: TargetPolicy['isOwn'] },
): TargetPolicy {
  if (setting === undefined || setting === '') {
    const entries = loopbackWhenUnset ? ['public', ...LOOPBACK_ENTRIES] : ['public'];
    const description = loopbackWhenUnset ? 'public addresses and this machine' : 'public addresses';
    return { ...parseTargetEntries(entries), entries, description, isOwn };
  }
  const entries = setting.split(',').map((text) => text.trim());
  return { ...parseTargetEntries(entries), entries, description: entries.join(', '), isOwn };
}

/** Text for the start-up banner: "public addresses and this machine", or the entries as written. */
export function describePolicy(policy: TargetPolicy): string {
  return policy.description;
}

/** Returns null if the target is allowed, otherwise an error message. Does not resolve the host. */
export function checkTarget(policy: TargetPolicy, target: string): string | null {
  const url = admitTarget(policy, target);
  if (typeof url === 'string') return url;
  if (
    parseAddress(url.hostname) === undefined ||
    admitsAddress(policy, url.hostname, url.port, url.hostname)
  ) {
    return null;
  }
  return `${url.hostname} is an address of this machine. Add it to ALLOWED_TARGET_HOSTS to allow it.`;
}

/**
 * Returns the parsed URL of an allowed target, otherwise an error message. Depends on the policy and the text only:
 * addresses of this machine, which can change, are left to admitsAddress.
 */
export function admitTarget(policy: TargetPolicy, target: string): TargetUrl | string {
  const url = parseTargetUrl(target);
  if (typeof url === 'string') {
    return url;
  }
  const address = parseAddress(url.hostname);
  if (
    policy.denied.some((entry) => deniesHost(entry, url.hostname, address) && coversPort(entry, url.port))
  ) {
    return `${url.hostname} is denied by an entry of ALLOWED_TARGET_HOSTS that starts with !.`;
  }
  const admitting = policy.allowed.filter((entry) => admitsHost(entry, url.hostname, address));
  if (admitting.some((entry) => admitsPort(entry, url.port))) {
    return url;
  }
  return explainRefusal(url, address, admitting.length > 0);
}

/**
 * Whether a connection to this address is allowed, for a host that checkTarget allows. Checked for every resolved
 * address, because an allowed name can resolve to any address: the address must be public and not one of this machine, or
 * covered by an address entry. The entry `localhost` covers loopback addresses for that name only.
 * @param hostname as in TargetUrl; if it is an IP address, only this address is allowed
 */
export function admitsAddress(
  policy: TargetPolicy,
  hostname: string,
  port: number,
  address: string,
): boolean {
  const parsed = parseAddress(address);
  if (parsed === undefined) {
    return false;
  }
  if (policy.denied.some((entry) => deniesHost(entry, address, parsed) && coversPort(entry, port))) {
    return false;
  }
  if (parseAddress(hostname) !== undefined) {
    const admitting = policy.allowed.filter(
      (entry) => admitsHost(entry, hostname, parsed) && admitsPort(entry, port),
    );
    return (
      address === hostname &&
      (admitting.some(({ kind }) => kind === 'block') ||
        (admitting.length > 0 && !policy.isOwn(parsed.toString())))
    );
  }
  return (
    (isPublicAddress(parsed) && !policy.isOwn(parsed.toString())) ||
    policy.allowed.some((entry) => coversAddress(entry, hostname, port, parsed))
  );
}

/** Whether a job may call this URL of the service itself. */
export function admitsOwnUrl(policy: TargetPolicy, url: string): boolean {
  const target = admitTarget(policy, url);
  if (typeof target === 'string') return false;
  const address = target.hostname === 'localhost' ? '127.0.0.1' : target.hostname;
  return admitsAddress(policy, target.hostname, target.port, address);
}

function admitsHost(entry: TargetEntry, hostname: string, address: Address | undefined): boolean {
  switch (entry.kind) {
    case 'public':
      return address === undefined ? !isPrivateName(hostname) : isPublicAddress(address);
    case 'name':
      return hostname === entry.name;
    case 'wildcard':
      return address === undefined && hostname.endsWith(entry.suffix);
    case 'block':
      return address !== undefined && inBlock(address, entry.block);
  }
}

/** A denied block also covers the IPv6 forms of its IPv4 addresses. */
function deniesHost(entry: TargetEntry, hostname: string, address: Address | undefined): boolean {
  const embedded = address && embeddedIpv4(address);
  return (
    admitsHost(entry, hostname, address) || (embedded !== undefined && admitsHost(entry, hostname, embedded))
  );
}

function coversPort(entry: TargetEntry, port: number): boolean {
  return entry.port === null || entry.port === port;
}

function admitsPort(entry: TargetEntry, port: number): boolean {
  return entry.port === null ? !BAD_PORTS.has(port) : entry.port === port;
}

function coversAddress(entry: TargetEntry, hostname: string, port: number, address: Address): boolean {
  // Not admitsPort: the entry that allowed the name has already checked for blocked ports.
  if (!coversPort(entry, port)) {
    return false;
  }
  return entry.kind === 'block'
    ? inBlock(address, entry.block)
    : entry.kind === 'name' &&
        entry.name === 'localhost' &&
        hostname === 'localhost' &&
        isLoopbackAddress(address);
}

function isPrivateName(hostname: string): boolean {
  return !hostname.includes('.') || PRIVATE_SUFFIXES.some((suffix) => hostname.endsWith(suffix));
}

function explainRefusal(url: TargetUrl, address: Address | undefined, hostAdmitted: boolean): string {
  if (hostAdmitted) {
    return `Port ${url.port} of ${url.hostname} is not allowed. Add ${url.hostname}:${url.port} to ALLOWED_TARGET_HOSTS to allow it.`;
  }
  if (address !== undefined && !isPublicAddress(address)) {
    return `${url.hostname} is not a public address. Add it to ALLOWED_TARGET_HOSTS to allow it.`;
  }
  return `${url.hostname} is not an allowed host. Add it to ALLOWED_TARGET_HOSTS to allow it.`;
}
