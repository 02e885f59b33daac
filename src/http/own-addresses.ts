// The addresses of this machine's network interfaces, read again after changes.
import { networkInterfaces } from 'node:os';
import { isPublicAddress, parseAddress } from './addresses.ts';

/** Addresses change seldom, and reading them takes tens of microseconds. */
const READ_EVERY_MS = 5_000;

interface OwnAddresses {
  /** In normal form, without a zone. */
  all: ReadonlySet<string>;
  hasPublicIpv6: boolean;
}

let current: OwnAddresses | undefined;
let readAt = 0;

/** Whether the address, in normal form, belongs to this machine. */
export function isOwnAddress(address: string): boolean {
  return read().all.has(address);
}

export function hasPublicIpv6(): boolean {
  return read().hasPublicIpv6;
}

function read(): OwnAddresses {
  const now = performance.now();
  if (current !== undefined && now - readAt < READ_EVERY_MS) return current;
  readAt = now;
  const addresses = Object.values(networkInterfaces())
    .flat()
    .flatMap((found) => parseAddress(found?.address.replace(/%.*/, '') ?? '') ?? []);
  current = {
    all: new Set(addresses.map(String)),
    hasPublicIpv6: addresses.some((address) => address.kind() === 'ipv6' && isPublicAddress(address)),
  };
  return current;
}
