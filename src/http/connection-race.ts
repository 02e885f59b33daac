// Connects to the first of several addresses that accepts (RFC 8305, "Happy Eyeballs").
import { connect, isIP, type Socket } from 'node:net';

/**
 * The next address is tried after this time, while the attempts before go on: an address that needs longer still
 * connects. `autoSelectFamily` of Node.js instead ends an attempt before the next one begins.
 */
const NEXT_AFTER_MS = 250;

type Done = (...outcome: [null, Socket] | [Error, null]) => void;

export class ConnectionRace {
  #port: number;
  #left: string[];
  #done: Done | null;
  #sockets = new Set<Socket>();
  #error: Error | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** Calls `done` once, after the constructor has returned. There is at least one address. */
  constructor(addresses: readonly string[], port: number, done: Done) {
    this.#port = port;
    this.#left = alternate(addresses);
    this.#done = done;
    this.#tryNext();
  }

  /** Ends all attempts without a call of `done`. */
  abandon(): void {
    this.#end(null);
  }

  #tryNext(): void {
    clearTimeout(this.#timer);
    const address = this.#left.shift();
    if (address === undefined) return;
    const socket = connect({ host: address, port: this.#port });
    this.#sockets.add(socket);
    socket.once('connect', () => this.#end(socket)?.(null, socket));
    socket.on('error', (error) => this.#noteFailure(socket, error));
    if (this.#left.length > 0) this.#timer = setTimeout(() => this.#tryNext(), NEXT_AFTER_MS);
  }

  #noteFailure(socket: Socket, error: Error): void {
    // Also called by the owner of the connected socket, for errors after the race.
    if (!this.#sockets.delete(socket)) return;
    if (this.#error === null || !isNoRoute(error)) this.#error = error;
    if (this.#left.length > 0) this.#tryNext();
    else if (this.#sockets.size === 0) this.#end(null)?.(this.#error, null);
  }

  /** Ends the race, and returns the callback if it was not ended before. */
  #end(winner: Socket | null): Done | null {
    clearTimeout(this.#timer);
    this.#left = [];
    const sockets = this.#sockets;
    this.#sockets = new Set();
    for (const socket of sockets) if (socket !== winner) socket.destroy();
    const done = this.#done;
    this.#done = null;
    return done;
  }
}

/** Alternates the families, so that a family without a route delays the other one once. */
function alternate(addresses: readonly string[]): string[] {
  if (addresses.length < 3) return [...addresses];
  const family = isIP(addresses[0]!);
  const same = addresses.filter((address) => isIP(address) === family);
  const other = addresses.filter((address) => isIP(address) !== family);
  const turns = Array.from({ length: Math.max(same.length, other.length) }, (_, turn) => [
    ...same.slice(turn, turn + 1),
    ...other.slice(turn, turn + 1),
  ]);
  return turns.flat();
}

/** A machine without IPv6 reports this at once. The error of another address says more. */
function isNoRoute(error: Error): boolean {
  return 'code' in error && ['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL'].includes(String(error.code));
}
