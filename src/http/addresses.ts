// Classifies IP addresses: which are public, which are this machine's own, which lie in a CIDR block.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;
export type Block = readonly [Address, number];

// Azure's WireServer hands out credentials from an address that is otherwise public.
const WIRE_SERVER = '168.63.129.16';

// Everything IANA has handed out as IPv6 unicast. Outside lie the IPv4-compatible `::/96` and space that may
// get a meaning tomorrow, which ipaddr.js counts as unicast.
const IPV6_UNICAST: Block = [ipaddr.IPv6.parse('2000::'), 3];

/**
 * Reads an IP address in its plain notation: dotted quad, or IPv6 without brackets. Undefined for anything else,
 * so also for `0177.0.0.1` and `2130706433`, which ipaddr.js alone would read (and differently from others).
 */
export function parseAddress(text: string): Address | undefined {
  return isIP(text) === 0 ? undefined : ipaddr.parse(text);
}

/** Whether the address lies in the block. A block of one family never holds an address of the other. */
export function inBlock(address: Address, [network, bits]: Block): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

/**
 * Whether the address belongs to the open Internet: not private, loopback, link-local, CGNAT, multicast, reserved,
 * metadata, nor a translated form (mapped, NAT64, 6to4, Teredo) that may lead to one of these.
 */
export function isPublicAddress(address: Address): boolean {
  return (
    address.range() === 'unicast' &&
    (address.kind() === 'ipv4' || inBlock(address, IPV6_UNICAST)) &&
    address.toString() !== WIRE_SERVER
  );
}

/** Whether the address is this machine's own: 127.0.0.0/8 or ::1. */
export function isLoopbackAddress(address: Address): boolean {
  return address.range() === 'loopback';
}
