// Reads one response from the bytes of a connection: skips interim responses, finds the end of the body.
import { ChunkedBody } from './chunked-body.ts';
import { checkStart, MAX_HEAD_BYTES, parseHead, type ResponseHead } from './response-head.ts';

export interface ResponseSink {
  onHead(head: ResponseHead): void;
  onBody(chunk: Buffer): void;
  /** `isComplete` is false if the head or the body was cut off or is not valid. Called once, after onHead. */
  onEnd(isComplete: boolean): void;
  /** The bytes are not a response. Called instead of the others. */
  onInvalid(reason: string): void;
}

/** The part of a chunk in which almost every head ends. */
const USUAL_HEAD_BYTES = 2_048;
/** The part of a head that is checked before the head is complete. */
const START_BYTES = 256;

export class ResponseReader {
  /** Milliseconds that the connection may be idle after the response; 0: it must be closed. */
  idleMs = 0;
  /** Whether any byte has arrived. */
  hasBytes = false;
  #method: string;
  #sink: ResponseSink;
  /** The bytes of a head that is not complete, with room for more. */
  #head: Buffer | null = null;
  #headBytes = 0;
  /** Size of the interim responses and empty lines before the head. */
  #skippedBytes = 0;
  #body: number | ChunkedBody | 'until close' | null = null;
  #isEnded = false;

  constructor(method: string, sink: ResponseSink) {
    this.#method = method;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.hasBytes = true;
    if (this.#isEnded) this.idleMs = 0;
    else if (this.#body !== null) this.#readBody(chunk);
    else if (this.#head === null) this.#readHeads(chunk, 0);
    else this.#readHeads(this.#append(this.#head, chunk), this.#headBytes - chunk.length);
  }

  /**
   * No further byte will be read: the connection was closed, or the time limit was reached.
   * @param isClosed whether the target closed the connection in the regular way, which may mean the end of the body
   * @returns false if no status line has arrived, so that there is no response
   */
  finish(isClosed: boolean): boolean {
    if (this.#isEnded) return true;
    if (this.#body !== null) {
      this.#end(isClosed && this.#body === 'until close', 0);
      return true;
    }
    return this.#head !== null && this.#takeCutHead(this.#head.subarray(0, this.#headBytes));
  }

  /** Doubles the buffer when it is full: a head that arrives byte by byte is not copied at every byte. */
  #append(head: Buffer, chunk: Buffer): Buffer {
    const bytes = this.#headBytes + chunk.length;
    const larger = bytes > head.length ? Buffer.allocUnsafe(2 * bytes) : head;
    if (larger !== head) head.copy(larger, 0, 0, this.#headBytes);
    chunk.copy(larger, this.#headBytes);
    this.#head = larger;
    this.#headBytes = bytes;
    return larger.subarray(0, bytes);
  }

  /** @param searchedBytes the part of the head that arrived before, and does not contain its end */
  #readHeads(bytes: Buffer, searchedBytes: number): void {
    let rest: Buffer | null = bytes;
    for (let searched = searchedBytes; rest !== null; searched = 0) rest = this.#readHead(rest, searched);
  }

  /** Returns the bytes after an interim response. */
  #readHead(bytes: Buffer, searchedBytes: number): Buffer | null {
    const start = searchedBytes === 0 ? skipEmptyLines(bytes) : 0;
    this.#skippedBytes += start;
    const end = findEndOfHead(bytes, Math.max(start, searchedBytes - 2));
    const headBytes = (end === -1 ? bytes.length : end) - start;
    if (end === -1 || this.#skippedBytes + headBytes > MAX_HEAD_BYTES) {
      this.#keepHead(bytes, start);
      return null;
    }
    const head = parseHead(bytes.toString('latin1', start, end), this.#method);
    const rest = bytes.subarray(bytes[end + 1] === LINE_FEED ? end + 2 : end + 3);
    if (typeof head === 'string') {
      this.#refuse(head);
    } else if (head.statusCode === 101) {
      this.#refuse('switches to another protocol, which the request did not ask for');
    } else if (head.statusCode < 200) {
      this.#head = null;
      this.#headBytes = 0;
      this.#skippedBytes += headBytes;
      return rest.length > 0 ? rest : null;
    } else {
      this.#takeHead(head, rest);
    }
    return null;
  }

  /** Keeps a head that is not complete, unless it is too long or does not start like one. */
  #keepHead(bytes: Buffer, start: number): void {
    const reason = checkStart(bytes.toString('latin1', start, start + START_BYTES));
    if (reason !== null) {
      this.#refuse(reason);
    } else if (this.#skippedBytes + bytes.length - start > MAX_HEAD_BYTES) {
      if (!this.#takeCutHead(bytes.subarray(start))) {
        this.#refuse('has more than 64 KiB of interim responses and empty lines before its status line');
      }
    } else if (this.#head === null || start > 0) {
      this.#head = bytes.subarray(start);
      this.#headBytes = this.#head.length;
    }
  }

  #takeHead(head: ResponseHead, rest: Buffer): void {
    this.#head = null;
    this.idleMs = head.idleMs;
    this.#body = head.body === 'chunked' ? new ChunkedBody() : head.body;
    this.#sink.onHead(head);
    if (head.body === 0) this.#end(true, rest.length);
    else if (rest.length > 0) this.#readBody(rest);
  }

  /** A head that does not end counts by its status line. */
  #takeCutHead(bytes: Buffer): boolean {
    const text = bytes.toString('latin1', 0, MAX_HEAD_BYTES);
    const head = parseHead(text.slice(0, Math.max(text.lastIndexOf('\n'), 0)) || text, 'HEAD');
    if (typeof head === 'string' || head.statusCode < 200) return false;
    this.#sink.onHead(head);
    this.#end(false, 0);
    return true;
  }

  #readBody(chunk: Buffer): void {
    const body = this.#body;
    if (body === 'until close') {
      this.#sink.onBody(chunk);
    } else if (typeof body === 'number') {
      this.#body = Math.max(0, body - chunk.length);
      this.#sink.onBody(chunk.length > body ? chunk.subarray(0, body) : chunk);
      if (this.#body === 0) this.#end(true, chunk.length - body);
    } else if (body !== null) {
      const end = body.push(chunk, (data) => this.#sink.onBody(data));
      if (end === null) this.#end(false, 0);
      else if (end !== -1) this.#end(true, chunk.length - end);
    }
  }

  /** Bytes after the response may not be the next one. */
  #end(isComplete: boolean, extraBytes: number): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    if (!isComplete || extraBytes > 0) this.idleMs = 0;
    this.#sink.onEnd(isComplete);
  }

  #refuse(reason: string): void {
    this.#isEnded = true;
    this.idleMs = 0;
    this.#sink.onInvalid(reason);
  }
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** RFC 9112, 2.2: empty lines before a message are ignored. */
function skipEmptyLines(bytes: Buffer): number {
  let offset = 0;
  while (bytes[offset] === CARRIAGE_RETURN || bytes[offset] === LINE_FEED) offset++;
  return offset;
}

/** The position of the line feed before the empty line that ends the head, or -1. */
function findEndOfHead(bytes: Buffer, from: number): number {
  const usual = findEmptyLine(bytes.toString('latin1', from, from + USUAL_HEAD_BYTES));
  if (usual !== -1) return from + usual;
  if (bytes.length - from <= USUAL_HEAD_BYTES) return -1;
  const end = findEmptyLine(bytes.toString('latin1', from, from + MAX_HEAD_BYTES + 3));
  return end === -1 ? -1 : from + end;
}

function findEmptyLine(text: string): number {
  const usual = text.indexOf('\n\r\n');
  const bare = usual === -1 ? text.indexOf('\n\n') : text.lastIndexOf('\n\n', usual);
  if (bare === -1 || usual === -1) return Math.max(bare, usual);
  // Several empty lines: the first one counts.
  return text.slice(0, usual).indexOf('\n\n');
}
