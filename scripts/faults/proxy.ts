// A TCP proxy between one process and one store, which breaks the connection in a chosen way.
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from './random.ts';

/**
 * `refuse`: connections are reset and new ones refused, as by a stopped server.
 * `reset`: every connection is reset, new ones after they were accepted.
 * `black hole`: nothing arrives in either direction; what was sent arrives after the end of the fault.
 * `half-open`: existing connections stay silent, also after the fault; new ones pass.
 * `requests lost`, `responses lost`: the black hole in one direction.
 */
export type ProxyMode =
  | 'pass'
  | 'refuse'
  | 'reset'
  | 'black hole'
  | 'half-open'
  | 'requests lost'
  | 'responses lost'
  | { delayMs: number; resetShare: number };

export interface Proxy {
  port: number;
  /** New connections go to this port. */
  upstreamPort: number;
  setMode(mode: ProxyMode): Promise<void>;
  close(): Promise<void>;
}

interface Link {
  client: Socket;
  upstream: Socket;
  /** Silent for good. */
  isDead: boolean;
}

/** `random` draws the chunks that reset a slow connection. */
export async function startProxy(upstreamPort: number, random: Random): Promise<Proxy> {
  let mode: ProxyMode = 'pass';
  const links = new Set<Link>();
  let server = await listen(0);
  const { port } = server.address() as { port: number };

  async function listen(wanted: number): Promise<Server> {
    const listener = createServer({ noDelay: true }, accept).listen(wanted, '127.0.0.1');
    await once(listener, 'listening');
    return listener;
  }

  function accept(client: Socket): void {
    client.on('error', () => {});
    if (mode === 'reset') {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ port: proxy.upstreamPort, host: '127.0.0.1', noDelay: true });
    upstream.on('error', () => {});
    const link: Link = { client, upstream, isDead: false };
    links.add(link);
    forward(link, client, upstream);
    forward(link, upstream, client);
    apply(link);
  }

  function forward(link: Link, from: Socket, to: Socket): void {
    let last = Promise.resolve();
    from.on('data', (chunk) => {
      if (typeof mode !== 'object') {
        to.write(chunk);
        return;
      }
      const { delayMs, resetShare } = mode;
      last = last.then(async () => {
        await delay(delayMs);
        if (random.next() < resetShare) destroy(link);
        else to.write(chunk);
      });
    });
    // An end that was sent after delayed data arrives after it.
    from.on('end', () => void last.then(() => to.end()));
    from.on('close', () => {
      links.delete(link);
      void last.then(() => to.destroy());
    });
  }

  function destroy(link: Link): void {
    links.delete(link);
    for (const socket of [link.client, link.upstream]) socket.resetAndDestroy();
  }

  /** A paused socket is not read: its peer notices nothing but silence. */
  function apply({ client, upstream, isDead }: Link): void {
    const pausesRequests = isDead || mode === 'black hole' || mode === 'requests lost';
    const pausesResponses = isDead || mode === 'black hole' || mode === 'responses lost';
    if (pausesRequests) client.pause();
    else client.resume();
    if (pausesResponses) upstream.pause();
    else upstream.resume();
  }

  const proxy: Proxy = {
    port,
    upstreamPort,
    setMode: async (wanted) => {
      if (mode === 'refuse' && wanted !== 'refuse') server = await listen(port);
      if (mode !== 'refuse' && wanted === 'refuse') server.close();
      mode = wanted;
      if (wanted === 'half-open') for (const link of links) link.isDead = true;
      for (const link of links) {
        if (wanted === 'refuse' || wanted === 'reset') destroy(link);
        else apply(link);
      }
    },
    close: async () => {
      for (const link of links) destroy(link);
      if (mode === 'refuse') return;
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
