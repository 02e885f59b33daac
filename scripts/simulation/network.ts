// The simulated network to the target: delays, loses and cuts off requests, and logs each delivery.
import type { HttpClient, OutboundRequest, SendResult } from '../../src/http/client.ts';
import type { Delivery } from '../faults/delivery-log.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

export interface Network {
  connect(life: Life): HttpClient;
  /** While true, requests and responses are lost at random. */
  isFaulty: boolean;
  deliveries: Delivery[];
}

const timings = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 1 };

const RESPONSE_MS: ReadonlyMap<string, readonly [least: number, most: number]> = new Map([
  ['/slow', [500, 9_000]],
  ['/very-slow', [9_000, 25_000]],
]);

/**
 * `readClock` is the latest time of the database's clock, by which the checker judges: when the clock is set back, what
 * was due does not become early.
 */
export function createNetwork(
  timeline: Timeline,
  readClock: () => number,
  log: (line: string) => void,
): Network {
  const { random } = timeline;

  function deliver({ url, headers }: OutboundRequest): Delivery {
    const header = (name: string) => headers[name] ?? '';
    const delivery: Delivery = {
      id: network.deliveries.length,
      atMs: readClock(),
      path: new URL(url).pathname,
      runId: header('webhook-id'),
      jobId: header('scheduler-job-id'),
      scheduledFor: header('scheduler-scheduled-for'),
      attempt: Number(header('scheduler-attempt')),
      closedAtMs: undefined,
    };
    network.deliveries.push(delivery);
    log(`target: ${delivery.runId} attempt ${delivery.attempt} for ${delivery.scheduledFor}`);
    return delivery;
  }

  function send(life: Life, request: OutboundRequest): Promise<SendResult> {
    const { promise, resolve } = Promise.withResolvers<SendResult>();
    const travelMs = () =>
      random.between(0, 3) + (network.isFaulty && random.next() < 0.1 ? random.between(0, 900) : 0);
    const draw = network.isFaulty ? random.next() : 1;
    let delivery: Delivery | undefined;
    const finish = (result: SendResult) => {
      if (delivery !== undefined && delivery.closedAtMs === undefined) delivery.closedAtMs = readClock();
      resolve(result);
    };
    const fail = (kind: 'unreachable' | 'canceled' | 'timed_out', code: string) =>
      finish({ kind, error: { code, message: code }, timings });
    life.onDeath.add(() => {
      if (delivery !== undefined) delivery.closedAtMs ??= readClock();
    });
    request.signal?.addEventListener('abort', { handleEvent: () => fail('canceled', 'canceled') });
    timeline.after(request.timeoutMs, () => fail('timed_out', 'timeout'), life);
    if (draw < 0.05) {
      timeline.after(travelMs(), () => fail('unreachable', 'connection_refused'), life);
      return promise;
    }
    // A request on its way arrives although its process dies meanwhile.
    timeline.after(travelMs(), () => {
      delivery = deliver(request);
      const [statusCode, responseMs] = decideResponse(request.url, delivery.attempt);
      timeline.after(responseMs + travelMs(), () => {
        delivery!.closedAtMs ??= readClock();
        timeline.after(
          0,
          () => {
            if (draw < 0.1) fail('unreachable', 'connection_reset');
            else finish({ kind: 'answered', statusCode, headers: {}, body: '', truncated: false, timings });
          },
          life,
        );
      });
    });
    return promise;
  }

  /** The path says what the target does: `/ok`, `/slow`, `/very-slow`, `/fail` or `/flaky`. */
  function decideResponse(url: string, attempt: number): [statusCode: number, ms: number] {
    const { pathname } = new URL(url);
    const [leastMs, mostMs] = RESPONSE_MS.get(pathname) ?? [1, 60];
    const ms = random.between(leastMs, mostMs);
    const isFailure = pathname === '/fail' || (pathname === '/flaky' && attempt === 1);
    return [isFailure ? 500 : 200, ms];
  }

  const network: Network = {
    isFaulty: false,
    deliveries: [],
    connect: (life) => ({ send: (request) => send(life, request), close: async () => {} }),
  };
  return network;
}
