// Opens one connection to a target: resolves its name, lets only admitted addresses through, connects, secures.
import { lookup as systemLookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeTlsError, FailureError } from './failures.ts';
import { admitsAddress, type TargetPolicy } from './targets.ts';

/** Every address of a host name, in the order in which to try them. Rejects as `dns.promises.lookup` does. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** The operating system's resolver, so that /etc/hosts and container names count. */
export const lookupBySystem: Lookup = async (hostname) =>
  (await systemLookup(hostname, { all: true })).map(({ address }) => address);

/**
 * Lets questions about one name that are asked at the same time share an answer. getaddrinfo runs on a handful of
 * threads; without this, a name server that hangs on one busy host would occupy them all and hold up every other
 * host. Nothing is remembered: a name asked for again later is resolved again.
 */
export function shareLookups(lookup: Lookup): Lookup {
  const pending = new Map<string, Promise<readonly string[]>>();
  return (hostname) => {
    const underWay = pending.get(hostname);
    if (underWay !== undefined) {
      return underWay;
    }
    const answer = lookup(hostname).finally(() => pending.delete(hostname));
    pending.set(hostname, answer);
    return answer;
  };
}

export interface Endpoint {
  protocol: string;
  /** A name, or an address without brackets. */
  hostname: string;
  port: number;
}

type Done = (...outcome: [null, Socket] | [Error, null]) => void;

/** A connection on its way. Durations in milliseconds; null = not needed, or not (yet) finished. */
export class Opening {
  phase: 'dns' | 'connect' | 'tls' = 'dns';
  dnsMs: number | null = null;
  connectMs: number | null = null;
  tlsMs: number | null = null;
  #endpoint: Endpoint;
  #done: Done | null;
  #socket: Socket | null = null;
  #phaseStartedAt = performance.now();

  /** `done` is called exactly once, never before the constructor has returned. */
  constructor(policy: TargetPolicy, lookup: Lookup, endpoint: Endpoint, done: Done) {
    this.#endpoint = endpoint;
    this.#done = done;
    // Nothing resolves a literal, so nothing but this would look at it either.
    const addresses =
      isIP(endpoint.hostname) === 0 ? lookup(endpoint.hostname) : Promise.resolve([endpoint.hostname]);
    addresses
      .then((found) => this.#connect(policy, found))
      .catch((error: Error) => this.#finish(error, null));
  }

  /** Gives up, at whatever phase; `done` gets an error. Leaves a connection alone that is already open. */
  abandon(): void {
    if (this.#done === null) {
      return;
    }
    this.#finish(new FailureError('canceled', 'canceled', 'The request was given up.'), null);
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
    // One bad address refuses the name: a mixed answer is how a name is turned against its own network.
    const refused = addresses.find((address) => !admitsAddress(policy, hostname, port, address));
    if (refused !== undefined) {
      throw new FailureError(
        'blocked',
        'address_not_allowed',
        `${hostname} leads to ${refused}, which may not be called; the operator can list it in ALLOWED_TARGET_HOSTS.`,
      );
    }
    // The addresses just checked are the ones connected to: there is no second question to the resolver.
    const options = { host: hostname, port, lookup: answerWith(addresses), autoSelectFamily: true };
    if (protocol === 'https:') {
      const tlsOptions = {
        // An address is no server name; the certificate is then checked against the address itself.
        servername: isIP(hostname) === 0 ? hostname : '',
        // Spelled out, since NODE_TLS_REJECT_UNAUTHORIZED=0 would change the default.
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

  /** Returns how long the phase that ends here has taken. */
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

function answerWith(addresses: readonly string[]): LookupFunction {
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
