// Decides which targets may be called: ALLOWED_TARGET_HOSTS, asked at every write and before every connection.
import { type Address, inBlock, isLoopbackAddress, isPublicAddress, parseAddress } from './addresses.ts';
import { parseTargetEntry, type TargetEntry } from './target-entries.ts';
import { readTargetUrl, type TargetUrl } from './target-url.ts';

export interface TargetPolicy {
  entries: readonly TargetEntry[];
  /** The same as text. */
  allowed: readonly string[];
  /** For people, see describePolicy. */
  description: string;
}

const LOOPBACK_ENTRIES = ['localhost', '*.localhost', '127.0.0.0/8', '[::1]'];

// https://fetch.spec.whatwg.org/#port-blocking: services that can be talked into something by an HTTP request.
const BAD_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

// Names that mean something only within a machine, a container network or a company. `public` does not admit them,
// so that a write is refused at once; should one resolve, its address is judged as well.
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
 * Reads ALLOWED_TARGET_HOSTS (grammar: behaviour.md, "Settings").
 * @param setting undefined or '' = unset, which means `public`
 * @param options.loopbackWhenUnset while unset, this machine's own addresses are admitted too
 * @throws Error that names the first malformed entry
 */
export function parseTargetPolicy(
  setting: string | undefined,
  options: { loopbackWhenUnset: boolean },
): TargetPolicy {
  if (setting === undefined || setting === '') {
    const texts = options.loopbackWhenUnset ? ['public', ...LOOPBACK_ENTRIES] : ['public'];
    const description = options.loopbackWhenUnset ? 'public addresses and this machine' : 'public addresses';
    return { entries: texts.map(parseTargetEntry), allowed: texts, description };
  }
  const texts = setting.split(',').map((text) => text.trim());
  return { entries: texts.map(parseTargetEntry), allowed: texts, description: texts.join(', ') };
}

/** Short text for the start-up banner: "public addresses and this machine", or the entries as they were written. */
export function describePolicy(policy: TargetPolicy): string {
  return policy.description;
}

/** Null when the target is admitted, else one sentence the job's author can act on. Nothing is resolved. */
export function checkTarget(policy: TargetPolicy, target: string): string | null {
  const result = admitTarget(policy, target);
  return typeof result === 'string' ? result : null;
}

/** The same decision for the client, which goes on with the URL exactly as it was checked. */
export function admitTarget(policy: TargetPolicy, target: string): TargetUrl | string {
  const url = readTargetUrl(target);
  if (typeof url === 'string') {
    return url;
  }
  const address = parseAddress(url.hostname);
  const admitting = policy.entries.filter((entry) => admitsHost(entry, url.hostname, address));
  if (admitting.some((entry) => admitsPort(entry, url.port))) {
    return url;
  }
  return explainRefusal(url, address, admitting.length > 0);
}

/**
 * Whether a connection to this address may be opened for a host that checkTarget has admitted. Asked for every
 * address a name resolves to, since an admitted name says nothing about where it leads: the address must be public
 * or covered by an address entry; the entry `localhost` covers loopback for that one name.
 * @param hostname as in TargetUrl; when it is itself an address, only that address is admitted
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
  if (parseAddress(hostname) !== undefined) {
    return (
      address === hostname &&
      policy.entries.some((entry) => admitsHost(entry, hostname, parsed) && admitsPort(entry, port))
    );
  }
  return (
    isPublicAddress(parsed) || policy.entries.some((entry) => coversAddress(entry, hostname, port, parsed))
  );
}

/** Whether a job may call this URL of a service on this machine, whichever of its names the URL has. */
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

function admitsPort(entry: TargetEntry, port: number): boolean {
  return entry.port === null ? !BAD_PORTS.has(port) : entry.port === port;
}

function coversAddress(entry: TargetEntry, hostname: string, port: number, address: Address): boolean {
  // Not admitsPort: the entry that admitted the name has already answered for a bad port.
  if (entry.port !== null && entry.port !== port) {
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
  const remedy = 'the operator can list it in ALLOWED_TARGET_HOSTS';
  if (hostAdmitted) {
    return `Port ${url.port} of ${url.hostname} may not be called; ${remedy} with its port.`;
  }
  if (address !== undefined && !isPublicAddress(address)) {
    return `${url.hostname} is not a public address and may not be called; ${remedy}.`;
  }
  return `${url.hostname} is not among the hosts that may be called; ${remedy}.`;
}
