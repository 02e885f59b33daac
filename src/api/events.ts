// The route of change notifications: a stream of server-sent events.
import { stream } from 'hono/streaming';
import type { eventRoutes } from '../../openapi/events.ts';
import { anonymous } from './authentication.ts';
import type { ChangeNotification, Listener } from './change-notifications.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { Problem } from './problems.ts';

const HEARTBEAT_MS = 15_000;
/** Delay before a browser reconnects. */
const RETRY_MS = 2_000;
const RETRY_FULL_SECONDS = 10;

export function createEventHandlers({ notifier, onError }: ApiDeps): Handlers<typeof eventRoutes> {
  return {
    listenToEvents: async (c) => {
      // A response to HEAD has no body, so a stream would never end.
      if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
      const { name } = c.get('client');
      const client = name === anonymous.name ? undefined : name;
      const full = notifier.isFull(client);
      if (full !== false) {
        const headers = { 'retry-after': String(RETRY_FULL_SECONDS) };
        const [status, holder] =
          full === 'all' ? ([503, 'This process'] as const) : ([429, `The API key ${name}`] as const);
        throw new Problem(status, `${holder} has the maximum number of event streams. Try again later.`, {
          headers,
        });
      }
      const listener = await notifier.listen(readId(c.req.header('last-event-id')), client);
      const { signal } = c.req.raw;
      if (signal.aborted) listener.close();
      else signal.addEventListener('abort', () => listener.close(), { once: true });
      c.header('content-type', 'text/event-stream');
      c.header('cache-control', 'no-cache');
      // Proxies must not buffer the events.
      c.header('x-accel-buffering', 'no');
      // Closes the connection when the stream ends, so that a shutdown does not wait for the connection.
      c.header('connection', 'close');
      return stream(
        c,
        async (out) => {
          out.onAbort(() => listener.close());
          await writeEvents(listener, async (text) => {
            await out.write(text);
          });
        },
        async (error) => onError(error),
      );
    },
  };
}

async function writeEvents(listener: Listener, write: (text: string) => Promise<void>): Promise<void> {
  try {
    // The first ID lets a client reconnect without a gap, even if no event followed.
    await write(`retry: ${RETRY_MS}\nid: ${listener.since}\n\n`);
    for (;;) {
      const notification = await listener.next(HEARTBEAT_MS);
      if (notification === undefined) return;
      await write(format(notification));
    }
  } finally {
    listener.close();
  }
}

/** All events of an ID in one write: a client that reconnects after the first would lose the second. */
function format({ id, kinds }: ChangeNotification): string {
  if (kinds.length === 0) return ': heartbeat\n\n';
  return kinds.map((kind) => `event: ${kind}\nid: ${id}\ndata: {}\n\n`).join('');
}

function readId(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
