// Decodes a chunked response body (RFC 9112, 7.1), with lines that may end without CR.

const LINE_FEED = 0x0a;
/** Limit of all chunk extensions and trailers together, which are read but not used. */
const MAX_EXTRA_BYTES = 16 * 1024;
/** Longest line that does not count as an extension. */
const USUAL_LINE_BYTES = 16;
const SIZE = /^[ \t]*0*([0-9a-f]{1,12})[ \t]*(;|$)/i;

type Phase = 'size' | 'data' | 'end of data' | 'trailers';

export class ChunkedBody {
  #phase: Phase = 'size';
  #remainingBytes = 0;
  #line = '';
  #extraBytes = 0;

  /**
   * Passes the data in `bytes` to `onData`.
   * @returns the offset after the body if it ends in `bytes`; -1 if it continues; null if it is not valid
   */
  push(bytes: Buffer, onData: (data: Buffer) => void): number | null {
    let offset = 0;
    while (offset < bytes.length) {
      if (this.#phase === 'data') {
        const end = Math.min(bytes.length, offset + this.#remainingBytes);
        this.#remainingBytes -= end - offset;
        if (this.#remainingBytes === 0) this.#phase = 'end of data';
        onData(bytes.subarray(offset, end));
        offset = end;
        continue;
      }
      const lineFeed = bytes.indexOf(LINE_FEED, offset);
      const end = lineFeed === -1 ? bytes.length : lineFeed;
      this.#line += bytes.toString('latin1', offset, end);
      const excess = this.#phase === 'trailers' ? this.#line.length : this.#line.length - USUAL_LINE_BYTES;
      if (this.#extraBytes + excess > MAX_EXTRA_BYTES) return null;
      if (lineFeed === -1) return -1;
      offset = end + 1;
      this.#extraBytes += Math.max(0, excess);
      const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
      this.#line = '';
      if (this.#phase === 'trailers' && line === '') return offset;
      if (!this.#takeLine(line)) return null;
    }
    return -1;
  }

  #takeLine(line: string): boolean {
    if (this.#phase === 'end of data') {
      this.#phase = 'size';
      return line === '';
    }
    if (this.#phase === 'size') {
      const size = SIZE.exec(line)?.[1];
      if (size === undefined) return false;
      this.#remainingBytes = Number.parseInt(size, 16);
      this.#phase = this.#remainingBytes === 0 ? 'trailers' : 'data';
    }
    return true;
  }
}
