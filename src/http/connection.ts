// Opens one connection to a target: resolves the name, checks the addresses, connects, starts TLS.
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConnectionRace } from './connection-race.ts';
import { describeTlsError, FailureError } from './failures.ts';
import type { Lookup } from './lookups.ts';
import { describeProxyError, openTunnel } from './proxy-tunnel.ts';
import type { Proxy } from './proxy-url.ts';
import { admitsAddress, type TargetPolicy } from './targets.ts';
import type { Transport } from './transport.ts';

export interface Endpoint {
  protocol: string;
  /** A host name, or an IP address without brackets. */
  hostname: string;
  port: number;
}

type Done = (...outcome: [null, Socket] | [Error, null]) => void;

/** A connection that is being opened. Durations in milliseconds; null if the phase is not needed or not finished. */
export class Opening {
  phase: 'dns' | 'connect' | 'tls' | 'response' = 'dns';
  dnsMs: number | null = null;
  connectMs: number | null = null;
  tlsMs: number | null = null;
  #endpoint: Endpoint;
  #transport: Transport | undefined;
  #done: Done | null;
  #race: ConnectionRace | null = null;
  #socket: Socket | null = null;
  #phaseStartedAt = performance.now();

  /** Calls `done` exactly once, after the constructor has returned. */
  constructor(policy: TargetPolicy, lookup: Lookup, endpoint: Endpoint, done: Done, transport?: Transport) {
    this.#endpoint = endpoint;
    this.#transport = transport;
    this.#done = done;
    // An IP literal is not resolved, but it must pass the same address check.
    const addresses =
      isIP(endpoint.hostname) === 0 ? lookup(endpoint.hostname) : Promise.resolve([endpoint.hostname]);
    const proxy = transport?.proxy;
    const connecting =
      proxy === undefined
        ? addresses.then((found) => this.#connect(policy, found))
        : // A name that only the proxy can resolve is left to the proxy.
          addresses.catch(() => []).then((found) => this.#connectByProxy(policy, found, lookup, proxy));
    connecting.catch((error: Error) => this.#finish(error, null));
  }

  /** Aborts in any phase; `done` receives an error. Does nothing if the connection is open. */
  abandon(): void {
    if (this.#done === null) {
      return;
    }
    this.#finish(new FailureError('canceled', 'canceled', 'The request was canceled.'), null);
    this.#race?.abandon();
    this.#socket?.destroy();
  }

  #connect(policy: TargetPolicy, addresses: readonly string[]): void {
    if (this.#done === null) {
      return;
    }
    const { hostname, port } = this.#endpoint;
    this.#checkAddresses(policy, addresses);
    if (addresses.length === 0) {
      throw new FailureError('unreachable', 'dns_not_found', `The host name ${hostname} has no address.`);
    }
    // Connects to the checked addresses, without a second lookup that could return others.
    this.#startRace(addresses, port, (socket) => this.#use(socket));
  }

  /** The proxy resolves the name itself: only addresses that are known here are checked. */
  async #connectByProxy(
    policy: TargetPolicy,
    addresses: readonly string[],
    lookup: Lookup,
    proxy: Proxy,
  ): Promise<void> {
    if (this.#done === null) return;
    this.#checkAddresses(policy, addresses);
    const ofProxy = isIP(proxy.hostname) === 0 ? await lookup(proxy.hostname) : [proxy.hostname];
    if (
      proxy.isGuarded &&
      !ofProxy.every((address) => admitsAddress(policy, proxy.hostname, proxy.port, address))
    )
      throw new FailureError(
        'blocked',
        'address_not_allowed',
        `The proxy ${proxy.hostname}:${proxy.port} has an address that ALLOWED_TARGET_HOSTS does not allow.`,
      );
    const { hostname, port } = this.#endpoint;
    const target = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
    const tunnel = (socket: Socket) => {
      this.#socket = socket;
      openTunnel(socket, target, proxy, (error) => {
        if (error === null) this.#use(socket);
        else {
          socket.destroy();
          this.#finish(error, null);
        }
      });
    };
    this.#startRace(ofProxy, proxy.port, tunnel, (error) => describeProxyError(error, target, proxy));
  }

  #checkAddresses(policy: TargetPolicy, addresses: readonly string[]): void {
    const { hostname, port } = this.#endpoint;
    const duration = this.#nextPhase('connect');
    this.dnsMs = isIP(hostname) === 0 ? duration : null;
    // One refused address refuses the name: DNS rebinding attacks mix public and private addresses.
    const refused = addresses.find((address) => !admitsAddress(policy, hostname, port, address));
    if (refused !== undefined) {
      throw new FailureError(
        'blocked',
        'address_not_allowed',
        `${hostname} resolves to ${refused}, which is not an address that ALLOWED_TARGET_HOSTS allows.`,
      );
    }
  }

  #startRace(
    addresses: readonly string[],
    port: number,
    onConnected: (socket: Socket) => void,
    describe: (error: Error) => Error = (error) => error,
  ): void {
    if (this.#done === null) return;
    this.#race = new ConnectionRace(addresses, port, (error, socket) => {
      if (error !== null) {
        this.#finish(describe(error), null);
        return;
      }
      socket.setNoDelay(true);
      socket.setKeepAlive(true, 60_000);
      onConnected(socket);
    });
  }

  #use(socket: Socket): void {
    if (this.#done === null) return;
    this.connectMs = this.#nextPhase('tls');
    if (this.#endpoint.protocol === 'https:') this.#startTls(socket);
    else this.#finish(null, socket);
  }

  #startTls(tcp: Socket): void {
    const { hostname, port } = this.#endpoint;
    const socket = connectTls({
      socket: tcp,
      // The certificate is checked against the host. SNI does not allow IP addresses.
      host: hostname,
      servername: isIP(hostname) === 0 ? hostname : '',
      // Explicit, because NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
      rejectUnauthorized: true,
      ALPNProtocols: ['http/1.1'],
      ...(this.#transport?.secureContext && { secureContext: this.#transport.secureContext }),
    });
    this.#socket = socket;
    socket.once('secureConnect', () => {
      this.tlsMs = this.#nextPhase('tls');
      this.#finish(null, socket);
    });
    socket.on('error', (error) => this.#finish(describeTlsError(error, `${hostname}:${port}`, socket), null));
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
    if (outcome[1] !== null) this.phase = 'response';
    done?.(...outcome);
  }
}
