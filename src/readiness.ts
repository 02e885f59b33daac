// Readiness of this process: whether it can plan, enqueue, consume and write, from observed successes and failures.

/** The parts of a process. Only a worker consumes. */
export const PARTS = ['plan', 'enqueue', 'consume', 'write'] as const;
export type Part = (typeof PARTS)[number];

export interface PartState {
  name: Part;
  isReady: boolean;
  /** One sentence; null while the part is ready. */
  reason: string | null;
}

/** Reports outcomes of one source of evidence, such as the fetches of one queue. The latest outcome counts. */
export interface Evidence {
  succeeded(): void;
  failed(error: unknown): void;
  /** Reports the outcome of `work`, and a failure while no outcome is reported for longer than `HANGS_AFTER_MS`. */
  watch<T>(work: () => Promise<T>): Promise<T>;
  /** The source no longer counts, because it stopped. */
  close(): void;
}

export interface Readiness {
  /** A part is ready only when each of its sources has succeeded. Sources of other roles' parts are ignored. */
  source(part: Part, name: string): Evidence;
  /** The reason that parts without evidence show, such as the step of the start that is in progress. */
  startWith(reason: string): void;
  /** The parts of this process. */
  list(): PartState[];
}

/** Work without an outcome for so long counts as a failure. Longer than a lock timeout (10 s). */
export const HANGS_AFTER_MS = 15_000;
const REASON_AT_MOST = 300;

const sentences: Record<Part, { fails: string; waits: string; hangs: string }> = {
  plan: {
    fails: 'Planning fails',
    waits: 'No planning pass has succeeded yet.',
    hangs: 'A planning pass has made no progress',
  },
  enqueue: {
    fails: 'Runs cannot be enqueued',
    waits: 'The queue has not accepted a write yet.',
    hangs: 'A write to the queue has had no response',
  },
  consume: {
    fails: 'Messages cannot be received',
    waits: 'The worker has not received from the queue yet.',
    hangs: 'A request for messages has had no response',
  },
  write: {
    fails: 'The database cannot be written',
    waits: 'The database has not accepted a write yet.',
    hangs: 'A write to the database has had no response',
  },
};

type Outcome = 'succeeded' | { error: unknown };

interface Source {
  outcome: Outcome | undefined;
  /** Monotonic time of the last outcome. */
  reportedAt: number;
  /** Monotonic start times of work without an outcome. */
  pending: Set<{ startedAt: number }>;
}

/** Evidence that nobody reads, for parts that run outside a service. */
export const unobserved: Evidence = {
  succeeded: () => {},
  failed: () => {},
  watch: (work) => work(),
  close: () => {},
};

export function createReadiness(parts: readonly Part[] = PARTS): Readiness {
  const sources = new Map(parts.map((part) => [part, new Map<string, Source>()]));
  let startReason: string | undefined;

  function stateOf(name: Part): PartState {
    const evidence = [...sources.get(name)!.values()];
    const reasons = evidence
      .map((source) => findFault(name, source))
      .filter((reason) => reason !== undefined);
    const isUnproved = evidence.length === 0 || evidence.some(({ outcome }) => outcome === undefined);
    if (reasons.length === 0 && isUnproved) reasons.push(startReason ?? sentences[name].waits);
    return { name, isReady: reasons.length === 0, reason: reasons[0] ?? null };
  }

  return {
    source: (part, name) => {
      const ofPart = sources.get(part);
      if (ofPart === undefined) return unobserved;
      const source: Source = { outcome: undefined, reportedAt: 0, pending: new Set() };
      ofPart.set(name, source);
      return toEvidence(source, () => ofPart.delete(name));
    },
    startWith: (reason) => {
      startReason = reason;
    },
    list: () => parts.map(stateOf),
  };
}

function toEvidence(source: Source, close: () => void): Evidence {
  const report = (outcome: Outcome) => {
    source.outcome = outcome;
    source.reportedAt = performance.now();
  };
  const failed = (error: unknown) => report({ error });
  const succeeded = () => report('succeeded');
  return {
    succeeded,
    failed,
    close,
    watch: async (work) => {
      const entry = { startedAt: performance.now() };
      source.pending.add(entry);
      try {
        const result = await work();
        succeeded();
        return result;
      } catch (error) {
        failed(error);
        throw error;
      } finally {
        source.pending.delete(entry);
      }
    },
  };
}

function findFault(part: Part, { outcome, reportedAt, pending }: Source): string | undefined {
  const { fails, hangs } = sentences[part];
  if (typeof outcome === 'object') return `${fails}: ${describeCause(outcome.error)}.`;
  const [oldest] = pending;
  const pendingMs = oldest === undefined ? 0 : performance.now() - Math.max(oldest.startedAt, reportedAt);
  return pendingMs > HANGS_AFTER_MS ? `${hangs} for ${Math.floor(pendingMs / 1_000)} s.` : undefined;
}

/** The first line of the error's message, without its full stop. */
export function describeCause(error: unknown): string {
  const {
    message = '',
    code,
    errors,
  } = (error ?? {}) as { message?: string; code?: string; errors?: unknown[] };
  // A refused connection to several addresses has no message of its own.
  if (message === '' && errors?.[0] !== undefined) return describeCause(errors[0]);
  const [line = ''] = message.split('\n');
  return (line || (code ?? 'unknown error')).replace(/\.$/, '').slice(0, REASON_AT_MOST);
}
