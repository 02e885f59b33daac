// Opens one connection to a target: resolves the name, checks the addresses, connects, starts TLS.
import { lookup as systemLookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeTlsError, FailureError } from './failures.ts';
import { admitsAddress, type TargetPolicy } from './targets.ts';

/** Resolves a host name to addresses, in connection order. Rejects like `dns.promises.lookup`. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** The resolver of the operating system, which knows /etc/hosts and container names. */
export const lookupBySystem: Lookup = async (hostname) =>
  (await systemLookup(hostname, { all: true })).map(({ address }) => address);

/**
 * Shares one lookup between concurrent requests for the same name. getaddrinfo runs on few threads: without this, a slow
 * name server for one busy host would occupy all of them and block every other host. Results are not cached.
 */
export function shareLookups(lookup: Lookup): Lookup {
  const pending = new Map<string, Promise<readonly string[]>>();
  return (hostname) => {
    const running = pending.get(hostname);
    if (running !== undefined) {
      return running;
    }
    const started = lookup(hostname).finally(() => pending.delete(hostname));
    pending.set(hostname, started);
    return started;
  };
}

export interface Endpoint {
  protocol: string;
  /** A host name, or an IP address without brackets. */
  hostname: string;
  port: number;
}

type Done = (...outcome: [null, Socket] | [Error, null]) => void;

/** A connection that is being opened. Durations in milliseconds; null if the phase is not needed or not finished. */
export class Opening {
  phase: 'dns' | 'connect' | 'tls' = 'dns';
  dnsMs: number | null = null;
  connectMs: number | null = null;
  tlsMs: number | null = null;
  #endpoint: Endpoint;
  #done: Done | null;
  #socket: Socket | null = null;
  #phaseStartedAt = performance.now();

  /** Calls `done` exactly once, after the constructor has returned. */
  constructor(policy: TargetPolicy, lookup: Lookup, endpoint: Endpoint, done: Done) {
    this.#endpoint = endpoint;
    this.#done = done;
    // An IP literal is not resolved, but it must pass the same address check.
    const addresses =
      isIP(endpoint.hostname) === 0 ? lookup(endpoint.hostname) : Promise.resolve([endpoint.hostname]);
    addresses
      .then((found) => this.#connect(policy, found))
      .catch((error: Error) => this.#finish(error, null));
  }

  /** Aborts in any phase; `done` receives an error. Does nothing if the connection is open. */
  abandon(): void {
    if (this.#done === null) {
      return;
    }
    this.#finish(new FailureError('canceled', 'canceled', 'The request was canceled.'), null);
    this.#socket?.destroy();
  }

  #connect(policy: TargetPolicy, addresses: readonly string[]): void {
    if (this.#done === null) {
      return;
    }
    const { protocol, hostname, port } = this.#endpoint;
    const duration = this.#nextPhase('connect');
    this.dnsMs = isIP(hostname) === 0 ? duration : null;
    if (addresses.length === 0) {
      throw new FailureError('unreachable', 'dns_not_found', `The host name ${hostname} has no address.`);
    }
    // One refused address refuses the name: DNS rebinding attacks mix public and private addresses.
    const refused = addresses.find((address) => !admitsAddress(policy, hostname, port, address));
    if (refused !== undefined) {
      throw new FailureError(
        'blocked',
        'address_not_allowed',
        `${hostname} resolves to ${refused}, which is not an allowed address. Add the address to ALLOWED_TARGET_HOSTS to allow it.`,
      );
    }
    // Connects to the checked addresses, without a second lookup that could return others.
    const options = { host: hostname, port, lookup: fixedLookup(addresses), autoSelectFamily: true };
    if (protocol === 'https:') {
      const tlsOptions = {
        // SNI does not allow IP addresses. The certificate is then checked against the address.
        servername: isIP(hostname) === 0 ? hostname : '',
        // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
        rejectUnauthorized: true,
        ALPNProtocols: ['http/1.1'],
      };
      this.#watch(connectTls({ ...options, ...tlsOptions }), true);
    } else {
      this.#watch(connectTcp(options), false);
    }
  }

  #watch(socket: Socket, secure: boolean): void {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    socket.once('connect', () => {
      this.connectMs = this.#nextPhase('tls');
      if (!secure) {
        this.#finish(null, socket);
      }
    });
    socket.once('secureConnect', () => {
      this.tlsMs = this.#nextPhase('tls');
      this.#finish(null, socket);
    });
    socket.on('error', (error) => {
      const { hostname, port } = this.#endpoint;
      this.#finish(this.phase === 'tls' ? describeTlsError(error, `${hostname}:${port}`) : error, null);
    });
  }

  /** Returns the duration of the phase that ends. */
  #nextPhase(phase: 'connect' | 'tls'): number {
    const now = performance.now();
    const duration = now - this.#phaseStartedAt;
    this.#phaseStartedAt = now;
    this.phase = phase;
    return duration;
  }

  #finish(...outcome: [null, Socket] | [Error, null]): void {
    const done = this.#done;
    this.#done = null;
    done?.(...outcome);
  }
}

function fixedLookup(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_hostname, options, callback) => {
    const [first] = found;
    if (options.all === true || first === undefined) {
      callback(null, found);
    } else {
      callback(null, first.address, first.family);
    }
  };
}
