// The thread of the embedded database: PostgreSQL in WebAssembly, one session, driven by wire protocol messages.
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/** A message of the main thread. All connections share one session. */
export type ToThread =
  | { type: 'request'; connection: number; setUp: string; bytes: Uint8Array }
  | { type: 'close'; connection: number }
  | { type: 'end' };

export type FromThread =
  | { type: 'ready' }
  /** `notifications` are the notifications in the response, for the other connections. */
  | {
      type: 'response';
      connection: number;
      bytes: Uint8Array<ArrayBuffer>;
      notifications: Uint8Array<ArrayBuffer>[];
    };

type Request = Exclude<ToThread, { type: 'end' }>;

const NOTIFICATION = 0x41; // A
const IDLE = 0x49; // I

const port = parentPort!;
const { folder } = workerData as { folder: string | undefined };
// The queue's statements do not name the schema of its tables.
const SETTINGS = { timezone: 'UTC', search_path: 'public,bullmq' };
const database = await PGlite.create({
  ...(folder !== undefined && { dataDir: folder }),
  // For the index of the search.
  extensions: { pg_trgm },
  startParams: [
    ...PGlite.defaultStartParams,
    ...Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ],
});

const requests: Request[] = [];
/** The connection with an open transaction; the requests of others wait for its end. */
let owner: number | undefined;
/** The statements of the current session settings. */
let lastSetUp = '';
let isRunning = false;
let isEnding = false;

port.on('message', (message: ToThread) => {
  if (message.type === 'end') isEnding = true;
  else requests.push(message);
  void run();
});
post({ type: 'ready' });

/** Handles requests in the order of their arrival, except those that wait for an open transaction. */
async function run(): Promise<void> {
  if (isRunning) return;
  isRunning = true;
  for (let request = takeNext(); request !== undefined; request = takeNext()) await handle(request);
  isRunning = isEnding;
  if (!isEnding) return;
  await database.close();
  port.close();
}

function takeNext(): Request | undefined {
  const index = owner === undefined ? 0 : requests.findIndex(({ connection }) => connection === owner);
  return index < 0 ? undefined : requests.splice(index, 1)[0];
}

async function handle(request: Request): Promise<void> {
  const { connection } = request;
  if (request.type === 'close') {
    if (owner === connection) await execute(simpleQuery('rollback'));
    if (owner === connection) owner = undefined;
    return;
  }
  if (owner === undefined && request.setUp !== lastSetUp) {
    await execute(simpleQuery(`reset all; ${request.setUp}`));
    lastSetUp = request.setUp;
  }
  const bytes = await execute(request.bytes);
  owner = bytes.at(-1) === IDLE ? undefined : connection;
  post({ type: 'response', connection, bytes, notifications: findNotifications(bytes) });
}

/** Sends messages of the wire protocol to the session, and returns its response. */
async function execute(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  await database.execProtocolRawStream(message, {
    onRawData: (chunk) => {
      // A copy, because the database reuses the memory of the chunk.
      chunks.push(chunk.slice());
      size += chunk.length;
    },
  });
  const response = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    response.set(chunk, offset);
    offset += chunk.length;
  }
  return response;
}

function findNotifications(response: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const view = new DataView(response.buffer);
  const found: Uint8Array<ArrayBuffer>[] = [];
  for (let start = 0; start < response.length; ) {
    const end = start + 1 + view.getUint32(start + 1);
    if (response[start] === NOTIFICATION) found.push(response.slice(start, end));
    start = end;
  }
  return found;
}

function simpleQuery(text: string): Uint8Array {
  const message = Buffer.from(`Q0000${text}\0`);
  message.writeUInt32BE(message.length - 1, 1);
  return message;
}

function post(message: FromThread): void {
  port.postMessage(message, message.type === 'response' ? [message.bytes.buffer] : []);
}
