// The socket of a connection to the embedded database, over which pg's client speaks PostgreSQL's protocol.
import { Duplex } from 'node:stream';

const TERMINATE = 0x58; // X
/** The response to a startup message: authenticated, and ready for queries. */
const WELCOME = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** A socket for pg's client, whose messages go to `send`; responses are pushed. */
export class ProtocolSocket extends Duplex {
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
    // A copy, because its memory can be transferred to a thread.
    else if (first !== TERMINATE) this.#send(new Uint8Array(Buffer.concat(chunks)));
    else this.push(null);
  }
}
