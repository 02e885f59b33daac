// The stream of hints, to one listener.
import { stream } from 'hono/streaming';
import type { eventRoutes } from '../../openapi/events.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import type { Hint, Listener } from './hints.ts';
import { Problem } from './problems.ts';

const HEARTBEAT_MS = 15_000;
/** When a browser whose stream broke comes back. */
const RETRY_MS = 2_000;
const RETRY_FULL_SECONDS = 10;

export function createEventHandlers({ hints, onError }: ApiDeps): Handlers<typeof eventRoutes> {
  return {
    listenToEvents: async (c) => {
      // Its answer has no body: nobody would ever end the stream.
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
      if (hints.isFull()) {
        throw new Problem(503, 'Too many listen to this process already.', {
          headers: { 'retry-after': String(RETRY_FULL_SECONDS) },
        });
      }
      const listener = await hints.listen(readId(c.req.header('last-event-id')));
      const { signal } = c.req.raw;
      if (signal.aborted) listener.close();
      else signal.addEventListener('abort', () => listener.close(), { once: true });
      c.header('content-type', 'text/event-stream');
      c.header('cache-control', 'no-cache');
      // Proxies must not gather hints.
      c.header('x-accel-buffering', 'no');
      // Once it has ended, a stop need not wait for the connection to be let go of.
      c.header('connection', 'close');
      return stream(
        c,
        async (out) => {
          out.onAbort(() => listener.close());
          await tell(listener, async (text) => {
            await out.write(text);
          });
        },
        async (error) => onError(error),
      );
    },
  };
}

async function tell(listener: Listener, write: (text: string) => Promise<void>): Promise<void> {
  try {
    // An id alone: whoever hears nothing before the stream breaks can say from when on.
    await write(`retry: ${RETRY_MS}\nid: ${listener.since}\n\n`);
    for (;;) {
      const hint = await listener.next(HEARTBEAT_MS);
      if (hint === undefined) return;
      await write(format(hint));
    }
  } finally {
    listener.close();
  }
}

/** In one piece: a stream that breaks between two events of an id would lose the second. */
function format({ id, kinds }: Hint): string {
  if (kinds.length === 0) return ': nothing\n\n';
  return kinds.map((kind) => `event: ${kind}\nid: ${id}\ndata: {}\n\n`).join('');
}

function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
