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

export class ResponseReader {
  /** Milliseconds that the connection may be idle after the response; 0: it must be closed. */
  idleMs = 0;
  /** Whether any byte has arrived. */
  hasBytes = false;
  #method: string;
  #sink: ResponseSink;
  /** Bytes of a head that is not complete. */
  #head: Buffer | null = null;
  #interimBytes = 0;
  #body: number | ChunkedBody | 'until close' | null = null;
  #isEnded = false;

  constructor(method: string, sink: ResponseSink) {
    this.#method = method;
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.hasBytes = true;
    if (this.#isEnded) this.idleMs = 0;
    else if (this.#body === null)
      this.#readHead(this.#head === null ? chunk : Buffer.concat([this.#head, chunk]));
    else this.#readBody(chunk);
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
    return this.#head !== null && this.#takeCutHead(this.#head);
  }

  #readHead(bytes: Buffer): void {
    this.#head = null;
    let offset = skipEmptyLines(bytes);
    let text = bytes.toString('latin1', offset, offset + USUAL_HEAD_BYTES);
    let end = findEndOfHead(text);
    if (end === -1 && bytes.length > offset + USUAL_HEAD_BYTES) {
      text = bytes.toString('latin1', offset, offset + MAX_HEAD_BYTES);
      end = findEndOfHead(text);
    }
    if (end === -1 || this.#interimBytes + end > MAX_HEAD_BYTES) {
      const reason = checkStart(text);
      if (reason !== null) this.#refuse(reason);
      else if (this.#interimBytes + text.length < MAX_HEAD_BYTES) this.#head = bytes.subarray(offset);
      else if (!this.#takeCutHead(bytes.subarray(offset)))
        this.#refuse('has interim responses of more than 64 KiB');
      return;
    }
    const head = parseHead(text.slice(0, end), this.#method);
    offset += text.charCodeAt(end + 1) === LINE_FEED ? end + 2 : end + 3;
    if (typeof head === 'string') return this.#refuse(head);
    if (head.statusCode === 101)
      return this.#refuse('switches to another protocol, which the request did not ask for');
    if (head.statusCode < 200) {
      this.#interimBytes += end;
      if (offset < bytes.length) this.#readHead(bytes.subarray(offset));
      return;
    }
    this.#takeHead(head);
    if (!this.#isEnded && offset < bytes.length) this.#readBody(bytes.subarray(offset));
    else if (offset < bytes.length) this.idleMs = 0;
  }

  #takeHead(head: ResponseHead): void {
    this.idleMs = head.idleMs;
    this.#body = head.body === 'chunked' ? new ChunkedBody() : head.body;
    this.#sink.onHead(head);
    if (head.body === 0) this.#end(true, 0);
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
function findEndOfHead(text: string): number {
  const usual = text.indexOf('\n\r\n');
  const bare = usual === -1 ? text.indexOf('\n\n') : text.lastIndexOf('\n\n', usual);
  if (bare === -1 || usual === -1) return Math.max(bare, usual);
  // Several empty lines: the first one counts.
  return text.slice(0, usual).indexOf('\n\n');
}
