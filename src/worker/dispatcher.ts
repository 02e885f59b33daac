// The dispatcher: takes messages, claims their runs a few hundred at a time, and starts each when it is due.
import type { MessageTaker } from '../queue/queue.ts';
import { ON_TIME_MS } from '../schedule/catch-up.ts';
import type { Claim, ClaimedRun } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { newId } from '../store/ids.ts';
import { createDueTimer } from './due-timer.ts';
import { createLines, type Entry, type Parcel } from './lines.ts';

const CLAIM_AT_MOST = 300;
/** So many are claimed at once; fewer wait for more, but not longer than `GATHER_MS` after the last claim. */
const CLAIM_AT_ONCE = 100;
const GATHER_MS = 10;
/** A run that another transaction holds is asked for again after so long. */
const BUSY_MS = 20;
/** No further message is wanted while so many runs of either kind wait to be claimed. */
const WAITING_AT_MOST = 2_000;
/** Also hosts that do not answer may not fill the memory. */
const HELD_AT_MOST = 100_000;
/** Claims that decide about late and overlapping runs, at a time. */
const DECISIONS_AT_ONCE = 2;

/** An answer, and the monotonic time of the question: a lease counts from there. */
export interface Answered<T> {
  answer: T;
  askedAt: number;
}

export interface DispatcherDeps {
  concurrency: number;
  targetConcurrency: number;
  clock: DatabaseClock;
  /** Both are repeated by the caller until the database answers. */
  claim: (runIds: string[], token: string) => Promise<Answered<Claim>>;
  decide: (runIds: string[], token: string) => Promise<Answered<Claim>>;
  /** Sees a claimed run through to its answer; resolves when the request is no longer in flight. */
  send: (run: ClaimedRun) => Promise<void>;
  /** Takes a claimed run into care before it is sent. */
  onClaimed: (run: ClaimedRun, token: string, askedAt: number) => void;
  /** Whether results wait to be written for so long that no more runs are to be claimed. */
  isBlocked: () => boolean;
}

export interface Dispatcher extends MessageTaker {
  /** Looks for what can be claimed. */
  wake(): void;
  /** Claims and sends nothing more; resolves once nothing claimed is in flight. */
  stop(): Promise<void>;
  /** After the stop, gives up the runs that were not claimed, and returns their ids. */
  drain(): string[];
}

interface Ready {
  entry: Entry;
  run: ClaimedRun;
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const lines = createLines(deps.concurrency, deps.targetConcurrency, {
    isDue: (dueMs) => dueMs <= deps.clock.nowMs(),
  });
  const timer = createDueTimer(deps.clock);
  /** Due and without a permit, in the order in which they became due; those on time are sent first. */
  const ready: Record<'onTime' | 'late', Ready[]> = { onTime: [], late: [] };
  const hungry: { isLate: boolean; resolve: () => void }[] = [];
  const aside = new Set<Entry>();
  const idle: (() => void)[] = [];
  let held = 0;
  let active = 0;
  let isClaiming = false;
  let decisions = 0;
  const undecided: Entry[] = [];
  let lastClaimAt = Number.NEGATIVE_INFINITY;
  let gather: NodeJS.Timeout | undefined;
  let isStopped = false;

  function wake(): void {
    if (isClaiming || isStopped || deps.isBlocked()) return;
    const count = lines.countClaimable(CLAIM_AT_ONCE);
    if (count === 0) return;
    const restMs = lastClaimAt + GATHER_MS - performance.now();
    if (count >= CLAIM_AT_ONCE || restMs <= 0) void claimSome();
    else gather ??= setTimeout(() => void claimSome(), restMs);
  }

  async function claimSome(): Promise<void> {
    clearTimeout(gather);
    gather = undefined;
    if (isClaiming || isStopped) return;
    const entries = indexById(lines.take(CLAIM_AT_MOST));
    if (entries.size === 0) return;
    isClaiming = true;
    lastClaimAt = performance.now();
    const token = newId();
    begin(entries.size);
    const answered = await deps.claim([...entries.keys()], token);
    isClaiming = false;
    undecided.push(...answered.answer.undecided.map((id) => entries.get(id)!));
    settle(answered, token, entries);
    decideSome();
    end(entries.size);
    feed();
    wake();
  }

  function decideSome(): void {
    while (undecided.length > 0 && decisions < DECISIONS_AT_ONCE && !isStopped) {
      const entries = indexById(undecided.splice(0, CLAIM_AT_MOST));
      decisions += 1;
      begin(entries.size);
      const token = newId();
      void deps.decide([...entries.keys()], token).then((answered) => {
        decisions -= 1;
        // What cannot be decided yet is asked for again, like what is locked.
        answered.answer.busy.push(...answered.answer.undecided);
        settle(answered, token, entries);
        decideSome();
        end(entries.size);
        feed();
        wake();
      });
    }
  }

  /** A message can come twice: the second entry of a run waits until the first has its answer. */
  function indexById(entries: Entry[]): ReadonlyMap<string, Entry> {
    const byId = new Map<string, Entry>();
    for (const entry of entries) {
      if (byId.has(entry.id)) putAside(entry, BUSY_MS);
      else byId.set(entry.id, entry);
    }
    return byId;
  }

  function settle(
    { answer, askedAt }: Answered<Claim>,
    token: string,
    entries: ReadonlyMap<string, Entry>,
  ): void {
    deps.clock.observe(answer.databaseNowMs);
    for (const run of answer.claimed) start(entries.get(run.id)!, run, token, askedAt);
    for (const id of answer.gone) {
      const entry = entries.get(id)!;
      lines.unreserve(entry);
      dispose(entry);
    }
    for (const { id, claimInMs } of answer.early) putAside(entries.get(id)!, claimInMs);
    for (const id of answer.busy) putAside(entries.get(id)!, BUSY_MS);
  }

  function putAside(entry: Entry, ms: number): void {
    lines.unreserve(entry);
    aside.add(entry);
    setTimeout(
      () => {
        if (!aside.delete(entry)) return;
        lines.add([entry]);
        wake();
      },
      Math.max(1, ms),
    );
  }

  /** The run is ours: its message has done its work. */
  function start(entry: Entry, run: ClaimedRun, token: string, askedAt: number): void {
    dispose(entry);
    deps.onClaimed(run, token, askedAt);
    begin(1);
    timer.at(run.due_at.epochMilliseconds, () => {
      // A stop sends nothing more: the run is given back, without a permit.
      if (isStopped || lines.permit(entry)) send({ entry, run });
      else ready[entry.isLate ? 'late' : 'onTime'].push({ entry, run });
    });
  }

  function send({ entry, run }: Ready): void {
    const isPermitted = !isStopped;
    void deps.send(run).finally(() => {
      if (isPermitted) lines.release(entry);
      else lines.unreserve(entry);
      sendReady();
      end(1);
      wake();
    });
  }

  function sendReady(): void {
    sendFrom(ready.onTime);
    sendFrom(ready.late);
  }

  function sendFrom(waiting: Ready[]): void {
    let blockedHost: string | undefined;
    for (let place = 0; place < waiting.length && (isStopped || !lines.isFull()); ) {
      const next = waiting[place]!;
      if (isStopped || (next.entry.host !== blockedHost && lines.permit(next.entry))) {
        waiting.splice(place, 1);
        send(next);
      } else {
        blockedHost = next.entry.host;
        place += 1;
      }
    }
  }

  function dispose(entry: Entry): void {
    held -= 1;
    entry.parcel.left -= 1;
    if (entry.parcel.left === 0) entry.parcel.done();
  }

  /** Lets whoever waits for messages take some, where there is room for their runs. */
  function feed(): void {
    for (let i = hungry.length - 1; i >= 0; i--) {
      if (!isStopped && !isHungry(hungry[i]!.isLate)) continue;
      hungry.splice(i, 1)[0]!.resolve();
    }
  }

  function isHungry(isLate: boolean): boolean {
    return held < HELD_AT_MOST && lines.countMoving(isLate) < WAITING_AT_MOST;
  }

  function begin(count: number): void {
    active += count;
  }

  function end(count: number): void {
    active -= count;
    if (active === 0) for (const resolve of idle.splice(0)) resolve();
  }

  return {
    wants: (isLate) =>
      isStopped || isHungry(isLate)
        ? Promise.resolve()
        : new Promise((resolve) => hungry.push({ isLate, resolve })),
    handle: ({ runs, dueMs, isLate: wasLate }) =>
      new Promise((done) => {
        // A message that was on time when it was enqueued may have waited in the queue since.
        const isLate = wasLate || dueMs < deps.clock.nowMs() - ON_TIME_MS;
        const parcel: Parcel = { left: 0, done };
        const entries = Object.entries(runs).flatMap(([host, ids]) =>
          ids.map((id): Entry => ({ id, host, dueMs, isLate, parcel })),
        );
        parcel.left = entries.length;
        held += entries.length;
        if (entries.length === 0) done();
        lines.add(entries);
        wake();
      }),
    wake,
    stop: async () => {
      isStopped = true;
      clearTimeout(gather);
      feed();
      timer.stop();
      sendReady();
      if (active > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
    drain: () => {
      const unclaimed = [...lines.drain(), ...aside, ...undecided.splice(0)];
      aside.clear();
      for (const entry of unclaimed) dispose(entry);
      return unclaimed.map((entry) => entry.id);
    },
  };
}
