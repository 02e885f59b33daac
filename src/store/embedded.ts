// The embedded database: PostgreSQL compiled to WebAssembly, in a thread of this process, on a folder.
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './embedded-thread.ts';
import { lockFolder } from './folder-lock.ts';
import { closeFolder } from './folder-mode.ts';

export interface Embedded {
  /**
   * Opens a connection for pg's client. All connections share one session: a transaction of one blocks the statements
   * of the others. `setUp` are statements with the settings of this connection.
   */
  connect(setUp?: string): Duplex;
  close(): Promise<void>;
  /** What is wrong with the permissions of the folder, if they cannot be corrected. */
  folderWarning: string | undefined;
}

/**
 * Opens the folder's database, or one in memory if `folder` is undefined. Throws `FolderInUseError` if another process
 * uses the folder.
 */
export async function openEmbedded(folder: string | undefined): Promise<Embedded> {
  const unlock = folder === undefined ? async () => {} : await lockFolder(folder, endProcess);
  const folderWarning = folder === undefined ? undefined : closeFolder(folder);
  const thread = new Worker(new URL('embedded-thread.ts', import.meta.url), {
    workerData: { folder: folder === undefined ? undefined : `${folder}/pg` },
  });
  try {
    await once(thread, 'message');
  } catch (error) {
    await unlock();
    throw error;
  }

  const connections = new Map<number, Connection>();
  let opened = 0;
  const post = (message: ToThread) =>
    thread.postMessage(message, message.type === 'request' ? [message.bytes.buffer as ArrayBuffer] : []);
  thread.on('message', (message: FromThread) => {
    if (message.type !== 'response') return;
    for (const notification of message.notifications) {
      for (const [id, connection] of connections) {
        if (id !== message.connection) connection.push(Buffer.from(notification));
      }
    }
    connections.get(message.connection)?.push(Buffer.from(message.bytes.buffer));
  });
  // Without the thread nothing works: the uncaught error ends the process.
  thread.on('error', (error) => {
    throw error;
  });

  return {
    folderWarning,
    connect: (setUp = '') => {
      const id = ++opened;
      const connection = new Connection({
        send: (bytes) => post({ type: 'request', connection: id, setUp, bytes }),
        closed: () => {
          connections.delete(id);
          post({ type: 'close', connection: id });
        },
      });
      connections.set(id, connection);
      return connection;
    },
    close: async () => {
      const exited = once(thread, 'exit');
      post({ type: 'end' });
      await exited;
      await unlock();
    },
  };
}

/** Another process uses the folder: every further write of this one could damage the data. */
function endProcess(error: Error): never {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const TERMINATE = 0x58; // X
/** The response to a startup message: authenticated, and ready for queries. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** A socket for pg's client. */
class Connection extends Duplex {
  #send: (bytes: Uint8Array) => void;
  #closed: () => void;

  constructor({ send, closed }: { send: (bytes: Uint8Array) => void; closed: () => void }) {
    super();
    this.#send = send;
    this.#closed = closed;
  }

  connect(): void {
    process.nextTick(() => this.emit('connect'));
  }

  setNoDelay(): void {}

  setKeepAlive(): void {}

  ref(): void {}

  unref(): void {}

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#forward([chunk]);
    done();
  }

  /** pg's client corks the messages of one request, which arrive here together. */
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#forward(chunks.map(({ chunk }) => chunk));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#closed();
    done(error);
  }

  #forward(chunks: Buffer[]): void {
    const [first] = chunks[0]!;
    // A startup message has no type byte. The session is already started.
    if (first === 0) this.push(WELCOME);
    // A copy, because the memory is transferred to the thread.
    else if (first !== TERMINATE) this.#send(new Uint8Array(Buffer.concat(chunks)));
    else this.push(null);
  }
}
