// Classifies IP addresses: public, loopback, or within a CIDR block.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Block = readonly [Address, number];

// Azure's WireServer serves credentials from an address in a public range.
const WIRE_SERVER = '168.63.129.16';

// The IPv6 unicast space allocated by IANA. ipaddr.js also treats as unicast the IPv4-compatible `::/96` and space that
// is not allocated yet.
const IPV6_UNICAST: Block = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Parses an IP address in plain notation: dotted quad, or IPv6 without brackets. Returns undefined for everything else,
 * including `0177.0.0.1` and `2130706433`, which ipaddr.js accepts (and interprets differently from other parsers).
 */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.parse(text);
}

/** Whether the address is in the block. IPv4 blocks contain no IPv6 addresses, and vice versa. */
export function inBlock(address: Address, [network, bits]: Block): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/**
 * Whether the address is on the public Internet: not private, loopback, link-local, CGNAT, multicast, reserved or
 * metadata, and not a translated form (mapped, NAT64, 6to4, Teredo) that can lead to one of these.
 */
export function isPublicAddress(address: Address): boolean {
  return (
    address.range() === 'unicast' &&
    (address.kind() === 'ipv4' || inBlock(address, IPV6_UNICAST)) &&
    address.toString() !== WIRE_SERVER
  );
}

/** The IPv4 address that an IPv6 address leads to: mapped, NAT64 or 6to4. */
export function embeddedIpv4(address: Address): Address | undefined {
  if (!(address instanceof ipaddr.IPv6)) return undefined;
  const bytes = address.toByteArray();
  switch (address.range()) {
    case 'ipv4Mapped':
    case 'rfc6052':
      return new ipaddr.IPv4(bytes.slice(12));
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6));
    default:
      return undefined;
  }
}

/** Whether the address is a loopback address: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: Address): boolean {
  return address.range() === 'loopback';
}
