// Sends the benchmark's request through undici's `dispatch`: the leanest client, used by every peer and by the ceiling.
import { Agent } from 'undici';
import { BODY } from '../body.ts';

/** At most `connections` requests are in flight; further ones wait in undici. Resolves to the status code. */
export function createPoster(url: string, connections: number): (id: string) => Promise<number> {
  const agent = new Agent({ connections, pipelining: 1 });
  const { origin, pathname } = new URL(url);
  return (id) =>
    new Promise((resolve, reject) => {
      let status = 0;
      agent.dispatch(
        {
          origin,
          path: pathname,
          method: 'POST',
          headers: { 'content-type': 'application/json', 'webhook-id': id },
          body: BODY,
        },
        {
          onRequestStart: () => {},
          onResponseStart: (_, statusCode) => {
            status = statusCode;
          },
          onResponseData: () => {},
          onResponseEnd: () => resolve(status),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
}
