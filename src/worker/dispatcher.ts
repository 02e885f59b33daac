// The dispatcher: receives messages, claims their runs in groups and starts each run when it is due.
import type { MessageFate, MessageTaker } from '../queue/queue.ts';
import type { Claim, ClaimedRun } from '../store/claims.ts';
import type { DatabaseClock } from '../store/clock.ts';
import { type Runtime, systemRuntime, type Timer } from '../store/runtime.ts';
import { createDueTimer } from './due-timer.ts';
import { createHostQueues, type HostQueues } from './host-queues.ts';
import { createLateReading } from './late-reading.ts';
import { type Entry, finishEntry, giveBack, toEntries } from './message-entries.ts';
import { createReadyRuns, type Ready, type ReadyRuns } from './ready-runs.ts';

const CLAIM_AT_MOST = 300;
/** A claim starts as soon as so many runs are waiting; fewer wait up to `GATHER_MS` after the last claim. */
const CLAIM_AT_ONCE = 100;
const GATHER_MS = 10;
/** Delay before a run whose row was locked is claimed again. */
const BUSY_MS = 20;
/** A run due later is claimed again after this time: a longer timer would overflow and fire at once. */
const POSTPONED_AT_MOST_MS = 60_000;
/** No further message is received while so many runs, on time or late, wait to be claimed. */
const WAITING_AT_MOST = 2_000;
/** A claim without a response for so long means that this process has lost the database: others take its messages. */
const CUT_OFF_MS = 3_000;
/** Limit of unclaimed runs in memory, including those of hosts that do not respond. */
const ENTRIES_AT_MOST = 100_000;
/** Maximum number of concurrent policy decisions for late and overlapping runs. */
const DECISIONS_AT_ONCE = 2;

/** A response of the database, and the monotonic time of the request: leases start at that time. */
export interface ClaimResponse<T> {
  answer: T;
  requestedAt: number;
}

export interface DispatcherDeps {
  concurrency: number;
  targetConcurrency: number;
  /** See `CUT_OFF_MS`. */
  cutOffMs?: number;
  clock: DatabaseClock;
  /** Retries until the database responds, like `decide`. */
  claim: (runIds: string[], token: string) => Promise<ClaimResponse<Claim>>;
  decide: (runIds: string[], token: string) => Promise<ClaimResponse<Claim>>;
  /** Executes the attempt of a claimed run; resolves when the request is no longer in flight. */
  send: (run: ClaimedRun) => Promise<void>;
  /** Called before a claimed run is sent, to renew its lease from now on. */
  onClaimed: (run: ClaimedRun, token: string, requestedAt: number) => void;
  /** Whether too many results wait to be written to claim further runs. */
  isBlocked: () => boolean;
  runtime?: Runtime;
}

export interface Dispatcher extends MessageTaker, Pick<HostQueues, 'listFull'> {
  /** Unclaimed runs in memory, and claimed, due runs without a permit. */
  countWaiting: () => { unclaimed: number; blocked: number };
  /** Starts a claim if runs can be claimed. */
  wake(): void;
  /** Stops claiming and sending; resolves once no claimed run is in flight. */
  stop(): Promise<void>;
  /** After `stop`, removes the unclaimed runs and returns their IDs. */
  drain(): string[];
}

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { runtime = systemRuntime } = deps;
  const queues = createHostQueues(deps.concurrency, deps.targetConcurrency, {
    isDue: (dueMs) => dueMs <= deps.clock.nowMs(),
    monotonicNow: runtime.monotonicNow,
  });
  const timer = createDueTimer(deps.clock, runtime);
  const permit = (entry: Entry) => isStopped || queues.permit(entry);
  /** Due runs without a permit; on-time runs are sent first. */
  const ready = { onTime: createReadyRuns(permit), late: createReadyRuns(permit) };
  const lateReading = createLateReading(runtime, wake);
  const holdsLate = () => lateReading.isOn() && entryCount < ENTRIES_AT_MOST;
  const waitingConsumers: { isLate: boolean; resolve: () => void }[] = [];
  const postponed = new Set<Entry>();
  const idle: (() => void)[] = [];
  let entryCount = 0;
  let operations = 0;
  let isClaiming = false;
  let decisions = 0;
  const undecided: Entry[] = [];
  /** Entries of claims and decisions without a response. */
  const claiming = new Set<Entry>();
  let isCutOff = false;
  let lastClaimAt = Number.NEGATIVE_INFINITY;
  let gatherTimer: Timer | undefined;
  let isStopped = false;

  function wake(): void {
    if (isClaiming || isStopped || deps.isBlocked()) return;
    const count = queues.countClaimable(CLAIM_AT_ONCE, holdsLate());
    if (count === 0) return;
    const restMs = lastClaimAt + GATHER_MS - runtime.monotonicNow();
    if (count >= CLAIM_AT_ONCE || restMs <= 0) void claimSome();
    else gatherTimer ??= runtime.setTimeout(() => void claimSome(), restMs);
  }

  async function claimSome(): Promise<void> {
    runtime.clear(gatherTimer);
    gatherTimer = undefined;
    if (isClaiming || isStopped) return;
    const entries = indexById(queues.take(CLAIM_AT_MOST, holdsLate()));
    if (entries.size === 0) return;
    isClaiming = true;
    lastClaimAt = runtime.monotonicNow();
    const token = runtime.newId();
    begin(entries.size);
    for (const entry of entries.values()) claiming.add(entry);
    const watchdog = runtime.setTimeout(cutOff, deps.cutOffMs ?? CUT_OFF_MS);
    const response = await deps.claim([...entries.keys()], token);
    runtime.clear(watchdog);
    isClaiming = false;
    isCutOff = false;
    undecided.push(...response.answer.undecided.map((id) => entries.get(id)!).filter(isKept));
    applyClaim(response, token, entries);
    decideSome();
    end(entries.size);
    admitMessages();
    wake();
  }

  /**
   * Gives the messages back, so that workers with a database claim their runs, and takes no more until a claim succeeds.
   * The claims go on: where they succeed after all, their runs are sent, and the repeated messages do no harm.
   */
  function cutOff(): void {
    isCutOff = true;
    const waiting = [...queues.drain(), ...postponed];
    postponed.clear();
    for (const entry of [...claiming, ...undecided, ...waiting]) giveBack(entry);
    for (const entry of waiting) removeEntry(entry);
    undecided.splice(0).filter(isKept);
  }

  /** Drops an unclaimed run whose message was given back. */
  function isKept(entry: Entry): boolean {
    if (entry.message.isGivenBack) drop(entry);
    return !entry.message.isGivenBack;
  }

  function drop(entry: Entry): void {
    queues.unreserve(entry);
    removeEntry(entry);
  }

  function decideSome(): void {
    while (undecided.length > 0 && decisions < DECISIONS_AT_ONCE && !isStopped) {
      const entries = indexById(undecided.splice(0, CLAIM_AT_MOST));
      decisions += 1;
      begin(entries.size);
      for (const entry of entries.values()) claiming.add(entry);
      const token = runtime.newId();
      void deps.decide([...entries.keys()], token).then((response) => {
        decisions -= 1;
        // Runs that are still undecided are retried like locked runs.
        response.answer.busy.push(...response.answer.undecided);
        applyClaim(response, token, entries);
        decideSome();
        end(entries.size);
        admitMessages();
        wake();
      });
    }
  }

  /** A message can be duplicated: the second entry of a run waits until the first is claimed. */
  function indexById(entries: Entry[]): ReadonlyMap<string, Entry> {
    const byId = new Map<string, Entry>();
    for (const entry of entries) {
      if (byId.has(entry.id)) postpone(entry, BUSY_MS);
      else byId.set(entry.id, entry);
    }
    return byId;
  }

  function applyClaim(
    { answer, requestedAt }: ClaimResponse<Claim>,
    token: string,
    entries: ReadonlyMap<string, Entry>,
  ): void {
    deps.clock.observe(answer.databaseNowMs, requestedAt);
    for (const entry of entries.values()) claiming.delete(entry);
    for (const run of answer.claimed) start(entries.get(run.id)!, run, token, requestedAt);
    for (const id of answer.gone) drop(entries.get(id)!);
    for (const { id, claimInMs } of answer.early) postpone(entries.get(id)!, claimInMs);
    for (const id of answer.busy) postpone(entries.get(id)!, BUSY_MS);
  }

  function postpone(entry: Entry, ms: number): void {
    if (!isKept(entry)) return;
    queues.unreserve(entry);
    postponed.add(entry);
    runtime.setTimeout(
      () => {
        if (!postponed.delete(entry)) return;
        queues.add([entry]);
        wake();
      },
      Math.min(Math.max(1, ms), POSTPONED_AT_MOST_MS),
    );
  }

  /** Acknowledges the message of a claimed run and sends the run when it is due. */
  function start(entry: Entry, run: ClaimedRun, token: string, requestedAt: number): void {
    removeEntry(entry);
    deps.onClaimed(run, token, requestedAt);
    begin(1);
    timer.at(run.due_at.epochMilliseconds, () => {
      // After a stop, `send` releases the run without a request, so it needs no permit.
      if (permit(entry)) send({ entry, run });
      else ready[entry.isLate ? 'late' : 'onTime'].add({ entry, run });
    });
  }

  function send({ entry, run }: Ready): void {
    const isPermitted = !isStopped;
    void deps.send(run).finally(() => {
      if (isPermitted) queues.release(entry);
      else queues.unreserve(entry);
      sendReady();
      end(1);
      wake();
    });
  }

  function sendReady(): void {
    sendFrom(ready.onTime);
    sendFrom(ready.late);
  }

  function sendFrom(waiting: ReadyRuns): void {
    while (isStopped || !queues.isFull()) {
      const next = waiting.next();
      if (next === undefined) return;
      send(next);
    }
  }

  function removeEntry(entry: Entry): void {
    entryCount -= 1;
    finishEntry(entry);
  }

  /** Receives further messages while there is capacity for their runs. */
  function admitMessages(): void {
    for (let i = waitingConsumers.length - 1; i >= 0; i--) {
      if (!isStopped && !hasCapacity(waitingConsumers[i]!.isLate)) continue;
      waitingConsumers.splice(i, 1)[0]!.resolve();
    }
  }

  function hasCapacity(isLate: boolean): boolean {
    return !isCutOff && entryCount < ENTRIES_AT_MOST && queues.countUnblocked(isLate) < WAITING_AT_MOST;
  }

  function begin(count: number): void {
    operations += count;
  }

  function end(count: number): void {
    operations -= count;
    if (operations === 0) for (const resolve of idle.splice(0)) resolve();
  }

  return {
    wants: (isLate) =>
      isStopped || hasCapacity(isLate)
        ? Promise.resolve()
        : new Promise((resolve) => waitingConsumers.push({ isLate, resolve })),
    handle: (delivery) =>
      new Promise<MessageFate>((done) => {
        const entries = toEntries(delivery, deps.clock.nowMs(), done);
        entryCount += entries.length;
        queues.add(entries);
        if (entries[0]?.isLate === true && !delivery.isLate) lateReading.notice();
        // The message was on its way when the process lost the database.
        if (isCutOff) cutOff();
        wake();
      }),
    countWaiting: () => ({ unclaimed: entryCount, blocked: ready.onTime.count() + ready.late.count() }),
    ...{ wake, listFull: queues.listFull },
    stop: async () => {
      isStopped = true;
      runtime.clear(gatherTimer);
      lateReading.stop();
      admitMessages();
      timer.stop();
      sendReady();
      if (operations > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
    drain: () => {
      const unclaimed = [...queues.drain(), ...postponed, ...undecided.splice(0)];
      postponed.clear();
      for (const entry of unclaimed) removeEntry(entry);
      return unclaimed.map((entry) => entry.id);
    },
  };
}
