// Test helper: a TCP proxy that can change its destination, and make its open connections silent.
import { once } from 'node:events';
import { type AddressInfo, createServer, connect as openSocket, type Socket } from 'node:net';

export interface TcpProxy {
  port: number;
  /** New connections go to this port; open ones stay where they are. */
  leadTo(port: number): void;
  /** Open connections stay open, but carry nothing any more. */
  silence(): void;
  /** Closes the open connections. */
  cut(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(destination: number): Promise<TcpProxy> {
  let port = destination;
  const pairs = new Set<readonly [Socket, Socket]>();
  const server = createServer((near) => {
    const far = openSocket(port, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      socket.on('error', () => {});
      socket.on('close', () => {
        near.destroy();
        far.destroy();
        pairs.delete(pair);
      });
    }
  });
  const cut = () => {
    for (const sockets of pairs) for (const socket of sockets) socket.destroy();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    leadTo: (next) => {
      port = next;
    },
    silence: () => {
      for (const sockets of pairs) for (const socket of sockets) socket.unpipe().pause();
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
}
