// Replaces the connections of all pools once one of them shows that its server is no longer the right one.

/** The part of a connection that the guard uses. */
export interface GuardedConnection {
  /** Closes the connection: at once if it is idle, else after its statement or transaction. */
  retire(): void;
}

export interface ConnectionGuard {
  add(connection: GuardedConnection): void;
  remove(connection: GuardedConnection): void;
  /** Retires the connection with the sign, and all others unless that has just been done. */
  reportSign(connection: GuardedConnection): void;
}

/** A server that stays read-only must not cause new connections with every statement. */
const PAUSE_MS = 5_000;

/**
 * Classes 08 (connection failure), 57P (shutdown, recovery) and 25006 (read-only: a demoted primary). The other
 * connections lead to the same server, and would fail one after the other.
 */
export function isServerSign(code: string | undefined): boolean {
  return code !== undefined && (/^(?:08|57P)/.test(code) || code === '25006');
}

/** The network lost the connection: other connections of the same age are lost too, possibly without a sign. */
export function isNetworkSign(code: string | undefined): boolean {
  return code === 'ECONNRESET' || code === 'ETIMEDOUT' || code === 'EPIPE' || code === 'EHOSTUNREACH';
}

/** One guard for all pools of a process that use the same server. */
export function createConnectionGuard(): ConnectionGuard {
  const connections = new Set<GuardedConnection>();
  let lastSignAt = Number.NEGATIVE_INFINITY;
  return {
    add: (connection) => void connections.add(connection),
    remove: (connection) => void connections.delete(connection),
    reportSign: (connection) => {
      connection.retire();
      const now = performance.now();
      if (now - lastSignAt < PAUSE_MS) return;
      lastSignAt = now;
      for (const other of connections) other.retire();
    },
  };
}
