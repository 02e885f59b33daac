// Parses one entry of ALLOWED_TARGET_HOSTS.
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { type Block, parseAddress } from './addresses.ts';
import { isHostName } from './target-url.ts';

/** One entry. `port` null means every port except the blocked ports of the Fetch standard. */
export type TargetEntry = { port: number | null } & (
  | { kind: 'public' }
  | { kind: 'name'; name: string }
  // The suffix starts with a dot, so that neither `notexample.com` nor the apex domain matches.
  | { kind: 'wildcard'; suffix: string }
  | { kind: 'block'; block: Block }
);

const BRACKETED = /^\[([^[\]]+)\](?::(\d{1,5}))?$/;
const WITH_PORT = /^([^:[\]]+)(?::(\d{1,5}))?$/;
const CIDR = /^([^/]+)\/(\d{1,3})$/;
/** Words that mean every target elsewhere, and would silently be the name of a host. */
const KEYWORDS = /^(?:\*|all|any|every|everything|private|internal|true|yes|on|none|false|off)$/i;
// Checked before domainToASCII, which parses `a/b` as `a`.
const NAME_CHARACTERS = /^[A-Za-z0-9._\-\u0080-\u{10ffff}]+$/u;

/** The entries of ALLOWED_TARGET_HOSTS: those that allow, and those that deny, which are written with `!`. */
export interface TargetEntries {
  allowed: readonly TargetEntry[];
  denied: readonly TargetEntry[];
}

/** @throws Error that names the first malformed entry, or says that nothing is allowed */
export function parseTargetEntries(texts: readonly string[]): TargetEntries {
  const isDenied = (text: string) => text.startsWith('!');
  const denied = texts.filter(isDenied).map((text) => {
    const entry = parseTargetEntry(text.slice(1));
    if (entry.kind === 'public')
      throw malformed(text, 'would deny everything that other entries do not name; leave out public');
    return entry;
  });
  const allowed = texts.filter((text) => !isDenied(text)).map(parseTargetEntry);
  if (allowed.length === 0) {
    throw malformed(texts[0] ?? '', 'denies, but no entry allows a target; add public, for example');
  }
  return { allowed, denied };
}

/**
 * Parses `public`, `api.example.com`, `*.example.com`, `10.0.0.1`, `[::1]`, `10.0.0.0/8` or `[fd00::/8]`, each with an
 * optional `:port` (docs/security.md, "Allowed targets").
 * @throws Error with the entry and the reason
 */
function parseTargetEntry(text: string): TargetEntry {
  const bracketed = BRACKETED.exec(text);
  const [, host, portText] = bracketed ?? (isBareIpv6(text) ? [text, text] : (WITH_PORT.exec(text) ?? []));
  if (host === undefined) {
    throw malformed(text, 'is not a host name, *.example.com, an IP address or a CIDR block');
  }
  const port = portText === undefined ? null : Number(portText);
  if (port !== null && (port < 1 || port > 65_535)) {
    throw malformed(text, 'has a port outside 1 to 65535');
  }
  const block = parseBlock(text, host);
  if (bracketed !== null && block?.[0].kind() !== 'ipv6') {
    throw malformed(text, 'has brackets around something other than an IPv6 address');
  }
  if (block !== undefined) {
    return { kind: 'block', block, port };
  }
  if (host.toLowerCase() === 'public') {
    return { kind: 'public', port };
  }
  if (KEYWORDS.test(host)) {
    throw malformed(text, 'is not a keyword; for every address, write public,0.0.0.0/0,::/0');
  }
  return host.startsWith('*.')
    ? { kind: 'wildcard', suffix: `.${parseName(text, host.slice(2))}`, port }
    : { kind: 'name', name: parseName(text, host), port };
}

function isBareIpv6(text: string): boolean {
  return !/[[\]]/.test(text) && text.split(':').length > 2;
}

/** Returns undefined if the host is neither an IP address nor in CIDR notation. */
function parseBlock(text: string, host: string): Block | undefined {
  const address = parseAddress(host);
  if (address !== undefined) {
    return [address, address.kind() === 'ipv4' ? 32 : 128];
  }
  const [, network, bitsText] = CIDR.exec(host) ?? [];
  if (network === undefined) {
    return undefined;
  }
  const start = parseAddress(network);
  const bits = Number(bitsText);
  if (start === undefined || bits > (start.kind() === 'ipv4' ? 32 : 128)) {
    throw malformed(text, 'is not a CIDR block such as 10.0.0.0/8');
  }
  const family = start.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  // `10.1.2.3/8` is more likely a mistake for one address than meant as 16 million addresses.
  if (family.networkAddressFromCIDR(host).toString() !== start.toString()) {
    throw malformed(text, `has host bits set; write ${family.networkAddressFromCIDR(host)}/${bits}`);
  }
  return [start, bits];
}

function parseName(text: string, written: string): string {
  const name = NAME_CHARACTERS.test(written) ? domainToASCII(written).replace(/\.$/, '') : '';
  if (!isHostName(name)) {
    throw malformed(text, 'is not a host name; * is allowed only as the first label, as in *.example.com');
  }
  // `127.1` and `0x7f000001`: a URL parser turns these names into addresses.
  if (parseAddress(name) !== undefined) {
    throw malformed(text, `is another notation of the address ${name}; write ${name}`);
  }
  return name;
}

function malformed(text: string, reason: string): Error {
  return new Error(`the entry "${text}" ${reason}`);
}
