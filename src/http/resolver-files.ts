// Parses /etc/hosts and /etc/resolv.conf, and applies the search list to a name.
import { isIP } from 'node:net';

/** Addresses by host name in lower case. */
export type HostsFile = ReadonlyMap<string, readonly string[]>;

export interface ResolverConfig {
  /** In the form of `Resolver.setServers`. Empty: the servers that c-ares finds. */
  servers: readonly string[];
  /** Domains that are appended to names. */
  search: readonly string[];
  /** A name with fewer dots is tried with the search domains first. */
  ndots: number;
  /** Time limit of the first query to a server. */
  timeoutMs: number;
  /** How often each server is asked. */
  tries: number;
}

/** One second, not the five of glibc: a lost packet is more frequent than a server that needs longer, and both are retried. */
const DEFAULTS = { ndots: 1, timeoutMs: 1_000, tries: 4 };
const MAX_NAME_LENGTH = 253;

export function parseHosts(text: string): HostsFile {
  const hosts = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = wordsOf(line.replace(/#.*/, ''));
    if (isIP(address) === 0) continue;
    for (const name of names) {
      const key = normalize(name);
      const addresses = hosts.get(key) ?? [];
      if (!addresses.includes(address)) addresses.push(address);
      hosts.set(key, addresses);
    }
  }
  return hosts;
}

/** Follows resolv.conf(5): the last `search` or `domain` line counts, and unknown lines are ignored. */
export function parseResolvConf(text: string): ResolverConfig {
  const config = { ...DEFAULTS, servers: [] as string[], search: [] as string[] };
  for (const line of text.split('\n')) {
    const [keyword = '', ...values] = wordsOf(line.replace(/[#;].*/, ''));
    switch (keyword) {
      case 'nameserver':
        config.servers.push(...values.slice(0, 1));
        break;
      case 'search':
      case 'domain':
        config.search = values.map(normalize);
        break;
      case 'options':
        for (const option of values) readOption(config, option);
        break;
    }
  }
  return config;
}

/** The names to query, in order, as `getaddrinfo` of glibc does. Kubernetes relies on it for the names of services. */
export function candidateNames(name: string, { search, ndots }: ResolverConfig): string[] {
  const extended = search
    .map((domain) => (domain === '' ? name : `${name}.${domain}`))
    .filter((candidate) => candidate.length <= MAX_NAME_LENGTH);
  const dots = name.split('.').length - 1;
  return [...new Set(dots >= ndots ? [name, ...extended] : [...extended, name])];
}

/** The limits of the values are those of resolv.conf(5). */
function readOption(config: ResolverConfig, option: string): void {
  const [, name, digits] = /^(ndots|timeout|attempts):(\d{1,3})$/.exec(option) ?? [];
  const value = Number(digits);
  if (name === 'ndots') config.ndots = Math.min(value, 15);
  if (name === 'timeout') config.timeoutMs = Math.min(Math.max(value, 1), 30) * 1_000;
  if (name === 'attempts') config.tries = Math.min(Math.max(value, 1), 5);
}

function wordsOf(line: string): string[] {
  return line.split(/[ \t\r]/).filter((word) => word !== '');
}

function normalize(name: string): string {
  const lowerCased = name.toLowerCase();
  return lowerCased.endsWith('.') ? lowerCased.slice(0, -1) : lowerCased;
}
