// Records deliveries: which ids arrived when, and how late each was.

/** The 52 random bits at the end of a UUID v7; two of five million collide once in 300 benchmarks. */
function keyOf(id: string): number {
  return Number.parseInt(id.slice(-14).replace('-', ''), 16);
}

/** The instant that a UUID v7 holds: for a run, when it is due. */
function dueOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}

export interface DeliverySummary {
  count: number;
  /** Deliveries of an id that had arrived before. */
  doubled: number;
  /** Deliveries that arrived before they were due. */
  early: number;
  /** Milliseconds from due to arrived. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  over1s: number;
  firstAt: number;
  lastAt: number;
}

export interface Range {
  /** Due instants in milliseconds, `to` exclusive. */
  from: number;
  to: number;
}

export class Deliveries {
  #seen = new Set<number>();
  #due = new Float64Array(1 << 16);
  #arrived = new Float64Array(1 << 16);
  #doubled = new Float64Array(1 << 10);
  #doubles = 0;
  #length = 0;
  #countByDue = new Map<number, number>();

  add(id: string, at: number): void {
    const due = dueOf(id);
    const key = keyOf(id);
    if (this.#seen.has(key)) {
      if (this.#doubles === this.#doubled.length) this.#doubled = grow(this.#doubled);
      this.#doubled[this.#doubles++] = due;
      return;
    }
    this.#seen.add(key);
    if (this.#length === this.#due.length) {
      this.#due = grow(this.#due);
      this.#arrived = grow(this.#arrived);
    }
    this.#due[this.#length] = due;
    this.#arrived[this.#length++] = at;
    this.#countByDue.set(due, (this.#countByDue.get(due) ?? 0) + 1);
  }

  /** Distinct ids due in the range that have arrived. */
  count({ from, to }: Range): number {
    if (to - from === 1) return this.#countByDue.get(from) ?? 0;
    let count = 0;
    for (const [due, number] of this.#countByDue) if (due >= from && due < to) count += number;
    return count;
  }

  summarize({ from, to }: Range): DeliverySummary {
    const lateness: number[] = [];
    let firstAt = Number.POSITIVE_INFINITY;
    let lastAt = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < this.#length; index++) {
      const due = this.#due[index]!;
      if (due < from || due >= to) continue;
      const at = this.#arrived[index]!;
      lateness.push(at - due);
      firstAt = Math.min(firstAt, at);
      lastAt = Math.max(lastAt, at);
    }
    const sorted = Float64Array.from(lateness).sort();
    const quantile = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return {
      count: sorted.length,
      doubled: this.#doubled.subarray(0, this.#doubles).filter((due) => due >= from && due < to).length,
      early: sorted.findLastIndex((ms) => ms < 0) + 1,
      p50Ms: quantile(0.5),
      p99Ms: quantile(0.99),
      maxMs: quantile(1),
      over1s: sorted.length - (sorted.findLastIndex((ms) => ms <= 1_000) + 1),
      firstAt,
      lastAt,
    };
  }

  /** One summary for each span of due instants, in order. */
  summarizeSpans({ from, to }: Range, spanMs: number): DeliverySummary[] {
    const spans: DeliverySummary[] = [];
    for (let start = from; start < to; start += spanMs) {
      spans.push(this.summarize({ from: start, to: Math.min(to, start + spanMs) }));
    }
    return spans;
  }

  forget(): void {
    this.#seen = new Set();
    this.#countByDue = new Map();
    this.#length = 0;
    this.#doubles = 0;
  }
}

function grow(array: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
