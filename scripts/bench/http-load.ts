// Sends one request over and over from a number of clients, for a time.
import { Pool } from 'undici';

export interface Load {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  requests: number;
}

export interface LoadOptions {
  url: string;
  method: 'GET' | 'POST';
  path: string;
  /** The body of the request with this number. */
  body?: (number: number) => string;
  clients: number;
  seconds: number;
}

/** Each client sends its next request once it has the whole response. Throws at the first that is not 2xx. */
export async function loadHttp(options: LoadOptions): Promise<Load> {
  const { url, method, path, body, clients, seconds } = options;
  const pool = new Pool(url, { connections: clients, pipelining: 1 });
  const latencies: number[] = [];
  const startedAt = performance.now();
  const end = startedAt + seconds * 1_000;
  let number = 0;
  const send = (text: string | undefined) =>
    new Promise<void>((resolve, reject) => {
      let status = 0;
      let refusal = '';
      pool.dispatch(
        {
          method,
          path,
          ...(text !== undefined && { headers: { 'content-type': 'application/json' }, body: text }),
        },
        {
          onRequestStart: () => {},
          onResponseStart: (_, statusCode) => {
            status = statusCode;
          },
          onResponseData: (_, chunk) => {
            if (status >= 300) refusal += chunk.toString();
          },
          onResponseEnd: () => {
            if (status < 300) resolve();
            else reject(new Error(`${method} ${url}${path}: ${status} ${refusal.slice(0, 500)}`));
          },
          onResponseError: (_, error) => reject(error),
        },
      );
    });
  const client = async () => {
    while (performance.now() < end) {
      const sentAt = performance.now();
      await send(body?.(number++));
      latencies.push(performance.now() - sentAt);
    }
  };
  try {
    await Promise.all(Array.from({ length: clients }, client));
  } finally {
    await pool.destroy();
  }
  const elapsed = (performance.now() - startedAt) / 1_000;
  latencies.sort((a, b) => a - b);
  const quantile = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  return {
    perSecond: latencies.length / elapsed,
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
    requests: latencies.length,
  };
}
