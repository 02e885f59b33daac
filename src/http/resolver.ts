// The resolver for target names: hosts file, cache, then DNS by c-ares, which uses no thread of the process.
import { Resolver as Channel, lookup as systemLookup } from 'node:dns/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type Lookup, LookupCache, limitByDomain, limitInTotal, type Resolution } from './lookups.ts';
import { hasPublicIpv6 } from './own-addresses.ts';
import { candidateNames, parseHosts, parseResolvConf, type ResolverConfig } from './resolver-files.ts';
import { watchFile } from './watched-file.ts';

export interface Resolver {
  lookup: Lookup;
  /** Ends queries in progress. */
  close(): void;
}

export interface ResolverOptions {
  hostsFile?: string;
  resolvConf?: string | undefined;
}

const IS_WINDOWS = process.platform === 'win32';
/** macOS and Windows keep their name servers elsewhere, where c-ares finds them. */
const HAS_RESOLV_CONF = !IS_WINDOWS && process.platform !== 'darwin';
const FILES = {
  hostsFile: IS_WINDOWS ? 'C:\\Windows\\System32\\drivers\\etc\\hosts' : '/etc/hosts',
  resolvConf: HAS_RESOLV_CONF ? '/etc/resolv.conf' : undefined,
};

/** Queries at a time for names of one domain. */
const QUERIES_PER_DOMAIN = 32;
/** Names that are queried at a time, of all domains: fewer than a worker has permits by default. */
const QUERIES_IN_TOTAL = 128;
/** Beyond that number, the oldest query is given up after this time. Most names are resolved within a tenth of it. */
const GRACE_MS = 2_000;
/** Longest time limit of one query; each try doubles the limit of the one before. */
const MAX_QUERY_MS = 4_000;
/** A name without IPv6 addresses must not wait for name servers that ignore the question for them. */
const IPV6_GRACE_MS = 300;
/** An address that changes is used for at most this time longer, whatever its TTL. */
const MAX_TTL_MS = 30_000;
const NOT_FOUND_TTL_MS = 2_000;
const FAILED_TTL_MS = 1_000;

/** `EAI_AGAIN`: the name server returned an error. */
type LookupErrorCode = 'ENOTFOUND' | 'EAI_AGAIN' | 'EDNSTIMEOUT';

/** A lookup failed. */
class LookupError extends Error {
  readonly code: LookupErrorCode;

  constructor(code: LookupErrorCode, hostname: string) {
    super(`${code} ${hostname}`);
    this.code = code;
  }
}

/**
 * Resolves names as the system does (hosts file, search domains, `ndots`), but not by getaddrinfo: it runs on few threads,
 * and two names whose servers hang would block every other name. Reads both files again after they have changed.
 */
export function createResolver(options: ResolverOptions = {}): Resolver {
  const { hostsFile, resolvConf } = { ...FILES, ...options };
  const hosts = watchFile(hostsFile, parseHosts);
  const configuration = watchFile(resolvConf, parseResolvConf);
  const limit = limitByDomain(QUERIES_PER_DOMAIN);
  const limitAll = limitInTotal(
    QUERIES_IN_TOTAL,
    GRACE_MS,
    (hostname) => new LookupError('EDNSTIMEOUT', hostname),
  );
  const cache = new LookupCache();
  /** One at a time, so that it takes one thread at most. */
  const limitSystem = limitByDomain(1);
  let current: { config: ResolverConfig; channel: Channel } | undefined;

  /** New settings need a new channel: that of queries in progress cannot be changed. */
  function refresh(): { config: ResolverConfig; channel: Channel } {
    const config = configuration();
    if (current === undefined || config !== current.config) {
      current = { config, channel: openChannel(config) };
      cache.clear();
    }
    return current;
  }

  async function resolve(
    hostname: string,
    { config, channel }: ReturnType<typeof refresh>,
  ): Promise<Resolution> {
    for (const name of candidateNames(hostname, config)) {
      const resolution = await queryBoth(channel, name, hostname);
      if (resolution.addresses.length > 0) return resolution;
    }
    if (isKnownToSystem(hostname)) {
      const addresses = await limitSystem('system', () => lookupBySystem(hostname));
      if (addresses.length > 0) return { addresses, ttlMs: FAILED_TTL_MS };
    }
    throw new LookupError('ENOTFOUND', hostname);
  }

  return {
    lookup: async (hostname) => {
      const listed = hosts().get(hostname);
      if (listed !== undefined) return sortAddresses(listed);
      // RFC 6761: these names are never queried.
      if (hostname === 'localhost' || hostname.endsWith('.localhost')) return ['127.0.0.1', '::1'];
      const settings = refresh();
      const cached = cache.find(hostname);
      if (cached !== undefined) return cached;
      try {
        const { addresses, ttlMs } = await limit(hostname, () =>
          limitAll(hostname, () => resolve(hostname, settings)),
        );
        const sorted = sortAddresses(addresses);
        cache.save(hostname, sorted, Math.min(ttlMs, MAX_TTL_MS));
        return sorted;
      } catch (error) {
        if (error instanceof LookupError)
          cache.save(hostname, error, error.code === 'ENOTFOUND' ? NOT_FOUND_TTL_MS : FAILED_TTL_MS);
        throw error;
      }
    },
    close: () => current?.channel.cancel(),
  };
}

function openChannel({ servers, timeoutMs, tries }: ResolverConfig): Channel {
  const maxTimeout = Math.max(timeoutMs, MAX_QUERY_MS);
  const opened = new Channel({ timeout: timeoutMs, tries, maxTimeout });
  try {
    if (servers.length > 0) opened.setServers(servers);
  } catch {
    // A notation that Node.js does not know: c-ares has read the servers of the system by itself.
  }
  return opened;
}

/** No addresses: the name does not exist, or has none. Throws `LookupError` if that is not known. */
async function queryBoth(channel: Channel, name: string, hostname: string): Promise<Resolution> {
  const six = channel.resolve6(name, { ttl: true }).catch(codeOf);
  const four = await channel.resolve4(name, { ttl: true }).catch(codeOf);
  const hasFour = typeof four !== 'string';
  const rest = hasFour ? await Promise.race([six, delay(IPV6_GRACE_MS, 'late', { ref: false })]) : await six;
  const found = [four, rest].flatMap((part) => (typeof part === 'string' ? [] : part));
  if (found.length > 0) {
    const ttlMs = rest === 'late' ? 0 : Math.min(...found.map(({ ttl }) => ttl)) * 1_000;
    return { addresses: found.map(({ address }) => address), ttlMs };
  }
  const fault = [four, rest].find((code) => code !== 'ENOTFOUND' && code !== 'ENODATA');
  if (fault === undefined) return { addresses: [], ttlMs: 0 };
  throw new LookupError(fault === 'ETIMEOUT' ? 'EDNSTIMEOUT' : 'EAI_AGAIN', hostname);
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.name;
}

/**
 * Whether the system may know a name that DNS does not: by multicast DNS, or the name of this machine. On macOS and
 * Windows, networks such as a VPN have name servers of their own.
 */
function isKnownToSystem(hostname: string): boolean {
  return !HAS_RESOLV_CONF || !hostname.includes('.') || hostname.endsWith('.local');
}

async function lookupBySystem(hostname: string): Promise<string[]> {
  try {
    return (await systemLookup(hostname, { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** IPv6 first where this machine has a public IPv6 address, as RFC 6724 sorts them. */
function sortAddresses(addresses: readonly string[]): readonly string[] {
  const isFirst = (address: string) => address.includes(':') === hasPublicIpv6();
  return [...addresses.filter(isFirst), ...addresses.filter((address) => !isFirst(address))];
}
