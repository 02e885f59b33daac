// The embedded database: PostgreSQL compiled to WebAssembly, in a thread of this process, on a folder.
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import type { FromThread, ToThread } from './embedded-thread.ts';
import { lockFolder } from './folder-lock.ts';
import { closeFolder } from './folder-mode.ts';
import { ProtocolSocket } from './protocol-socket.ts';

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

  const connections = new Map<number, ProtocolSocket>();
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
      const connection = new ProtocolSocket({
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
