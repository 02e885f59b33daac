// The simulated way to the database: statements travel, wait for transactions, fail, and lose their responses.
import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type pg from 'pg';
import { createDatabase } from '../../src/store/connections.ts';
import type { Database } from '../../src/store/schema.ts';
import type { Engine } from './engine.ts';
import type { Life } from './life.ts';
import type { Timeline } from './timeline.ts';

/** PostgreSQL ends the transaction of a client that is silent for so long. */
const IDLE_IN_TRANSACTION_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;
/** A client gives up a connection without a response after so long. */
const ANSWER_MS = 12_000;
const CONNECT_MS = 5_000;
/** A run is claimed at most so long before it is due; a process notices within so long that the clock was set. */
const [CLAIMED_EARLY_MS, NOTICED_MS] = [500, 2_000];
const WRITES = /^\s*(commit|with|insert|update|delete)/i;
const LOCKS = /\bfor (no key )?update\b/i;

export interface Server {
  /** The time of the database's clock. */
  nowMs(): number;
  /** The latest time that it has shown. */
  highestMs(): number;
  /** The same, for requests: a run is claimed early and sent by a timer, also if the clock is set back meanwhile. */
  highestDueMs(): number;
  /** The earliest time that a process may go by: after the clock was set forward, the time before for a second. */
  lowestMs(): number;
  /** Sets the database's clock forward or back. */
  step(ms: number): void;
  /** Every statement fails until then. */
  stopUntil(ms: number): void;
  connect(life: Life): Kysely<Database>;
  /** A digest of all statements and responses so far. */
  digest(): string;
  statements(): number;
  /** No transaction is open, and no statement runs. */
  isIdle(): boolean;
}

export interface ServerOptions {
  timeline: Timeline;
  engine: Engine;
  log: (line: string) => void;
  crash: (life: Life, why: string) => void;
  /** A weakened twin changes statements here. */
  rewrite?: (text: string) => string;
  /** Statements take long; drawn from the seed by default. */
  isSlow?: boolean | undefined;
  /** Processes are busy between a read that locks rows and the write that depends on it, at most 1.5 s. */
  hasStalls?: boolean | undefined;
}

interface Connection {
  life: Life;
  isBroken: boolean;
  /** The transaction was ended by the server. */
  isAborted: boolean;
}

interface Request {
  connection: Connection;
  text: string;
  values: unknown[];
  settle: (response: Response) => void;
}

type Response = { result: pg.QueryResult } | { error: unknown };

const failure = (message: string, code?: string) =>
  Object.assign(new Error(message), code === undefined ? {} : { code });
const TERMINATED = 'Connection terminated unexpectedly';

export function createServer({
  timeline,
  engine,
  log,
  crash,
  rewrite = (text) => text,
  isSlow,
  hasStalls = false,
}: ServerOptions): Server {
  const { random } = timeline;
  const hash = createHash('sha256');
  const waiting: Request[] = [];
  /** The connection with the open transaction: the embedded database has one session. */
  let owner: { connection: Connection; activeAtMs: number } | undefined;
  let isBusy = false;
  let offsetMs = 0;
  let highestMs = 0;
  let change = { byMs: 0, atMs: Number.NEGATIVE_INFINITY };
  /** The time by the clock before its last change, if the change is that recent. */
  const formerMs = (withinMs: number) =>
    timeline.now() - change.atMs < withinMs ? nowMs() - change.byMs : nowMs();
  const nowMs = () => timeline.now() + offsetMs;
  let stoppedUntilMs = 0;
  let statements = 0;
  /** On some days the machine is busy. */
  const isDrawnSlow = random.next() < 0.25;
  const [slowShare, slowestMs] = (isSlow ?? isDrawnSlow) ? [0.4, 40] : [0.1, 2];
  const aborted = { error: failure('terminating connection due to idle-in-transaction timeout', '25P03') };
  const isStopped = () => stoppedUntilMs > timeline.now();
  const travelMs = () => (random.next() < 0.02 ? random.between(5, 400) : random.between(0, 2));
  const stallMs = (text: string, response: Response) =>
    hasStalls &&
    LOCKS.test(text) &&
    'result' in response &&
    response.result.rows.length > 0 &&
    random.next() < 0.3
      ? random.between(100, 1_500)
      : 0;

  async function execute(text: string, values: unknown[]): Promise<Response> {
    statements += 1;
    hash.update(`${timeline.now()} ${text} ${JSON.stringify(values)}\n`);
    try {
      const result = await engine.run(text, values, nowMs());
      hash.update(`${JSON.stringify(result.rows)}\n`);
      return { result };
    } catch (error) {
      log(`database: ${(error as Error).message} in ${text.slice(0, 80)}`);
      return { error };
    }
  }

  /** Executes the next request that no transaction keeps waiting. */
  function pump(): void {
    if (isBusy) return;
    const index = waiting.findIndex(
      ({ connection }) => owner === undefined || owner.connection === connection,
    );
    if (index < 0) return;
    const [request] = waiting.splice(index, 1);
    isBusy = true;
    timeline.after(0, async () => await handle(request!));
  }

  async function handle({ connection, text, values, settle }: Request): Promise<void> {
    const response = connection.isAborted ? aborted : await execute(text, values);
    if (!connection.isAborted) follow(connection, text);
    const tookMs = random.next() < slowShare ? random.between(1, slowestMs) : 0;
    timeline.after(tookMs, () => {
      settle(response);
      isBusy = false;
      pump();
    });
  }

  function follow(connection: Connection, text: string): void {
    if (text === 'begin') {
      owner = { connection, activeAtMs: timeline.now() };
      watchIdle(connection);
    } else if (text === 'commit' || text === 'rollback') owner = undefined;
    else if (owner) owner.activeAtMs = timeline.now();
  }

  function watchIdle(connection: Connection): void {
    timeline.after(IDLE_IN_TRANSACTION_MS, () => {
      if (owner?.connection !== connection) return;
      if (timeline.now() - owner.activeAtMs < IDLE_IN_TRANSACTION_MS) watchIdle(connection);
      else abandon(connection, 0);
    });
  }

  /** The server notices that the client is gone, and rolls its transaction back. What has arrived before is executed. */
  function abandon(connection: Connection, afterMs: number): void {
    timeline.after(afterMs, () => {
      connection.isAborted = true;
      if (owner?.connection !== connection) return;
      const session: Connection = { ...connection, isAborted: false };
      owner = { connection: session, activeAtMs: timeline.now() };
      waiting.unshift({ connection: session, text: 'rollback', values: [], settle: () => {} });
      pump();
    });
  }

  function arrive(request: Request): void {
    if (isStopped()) {
      request.settle({ error: failure('the database system is shutting down', '57P03') });
      return;
    }
    waiting.push(request);
    timeline.after(LOCK_TIMEOUT_MS, () => {
      const index = waiting.indexOf(request);
      if (index < 0 || owner?.connection === request.connection) return;
      waiting.splice(index, 1);
      request.settle({ error: failure('canceling statement due to lock timeout', '55P03') });
    });
    pump();
  }

  function query(connection: Connection, text: string, values: unknown[]): Promise<pg.QueryResult> {
    const { life } = connection;
    const { promise, resolve, reject } = Promise.withResolvers<pg.QueryResult>();
    const isWrite = WRITES.test(text);
    const fail = (afterMs: number, message: string, code?: string) => {
      connection.isBroken = true;
      abandon(connection, random.between(0, 2_000));
      timeline.after(afterMs, () => reject(failure(message, code)), life);
    };
    if (connection.isBroken) {
      timeline.after(
        0,
        () => reject(failure('Client has encountered a connection error and is not queryable')),
        life,
      );
      return promise;
    }
    const plan = isWrite ? planWrite(life) : undefined;
    const isCut = () => life.cutOff.untilMs > timeline.now();
    const respond = (response: Response) => {
      if (plan === 'crash_after') crash(life, `after its write, ${nameOf(text)}`);
      else if (plan === 'lose' || isCut() || isStopped()) {
        log(`${life.name}: lost the response of ${nameOf(text)}`);
        fail(isCut() && !life.cutOff.isRefused ? ANSWER_MS : 0, TERMINATED);
      } else {
        timeline.after(
          travelMs() + stallMs(text, response),
          () => ('result' in response ? resolve(response.result) : reject(response.error)),
          life,
        );
      }
    };
    if (plan === 'crash_before') crash(life, `before its write, ${nameOf(text)}`);
    else if (isCut()) fail(life.cutOff.isRefused ? 1 : ANSWER_MS, TERMINATED);
    else {
      // A statement on its way is executed although its process dies meanwhile.
      timeline.after(travelMs(), () =>
        arrive({ connection, text: rewrite(withoutTimeout(text)), values, settle: respond }),
      );
    }
    return promise;
  }

  function planWrite(life: Life): 'crash_before' | 'crash_after' | 'lose' | undefined {
    if (life.losesResponse) {
      life.losesResponse = false;
      return 'lose';
    }
    if (life.crashAtWrite === undefined || life.crashAtWrite.after-- > 0) return undefined;
    return life.crashAtWrite.isBefore ? 'crash_before' : 'crash_after';
  }

  function openConnection(life: Life): Promise<object> {
    const { promise, resolve, reject } = Promise.withResolvers<object>();
    const connection: Connection = { life, isBroken: false, isAborted: false };
    const refuse = (afterMs: number, error: Error) => timeline.after(afterMs, () => reject(error), life);
    if (life.cutOff.untilMs > timeline.now()) {
      if (life.cutOff.isRefused) refuse(1, failure('connect ECONNREFUSED', 'ECONNREFUSED'));
      else refuse(CONNECT_MS, failure('timeout exceeded when trying to connect'));
    } else if (isStopped()) refuse(1, failure('connect ECONNREFUSED', 'ECONNREFUSED'));
    else {
      const onDeath = () => {
        // A transaction that begins while the process dies ends, too.
        abandon(connection, random.between(0, 50));
      };
      life.onDeath.add(onDeath);
      resolve({
        query: (text: string, values: unknown[] = []) => query(connection, text, values),
        release: () => life.onDeath.delete(onDeath),
      });
    }
    return promise;
  }

  const readHighestMs = () => (highestMs = Math.max(highestMs, nowMs()));

  return {
    nowMs,
    highestMs: readHighestMs,
    highestDueMs: () => Math.max(readHighestMs(), formerMs(CLAIMED_EARLY_MS)),
    lowestMs: () => Math.min(nowMs(), formerMs(NOTICED_MS)),
    step: (ms) => {
      readHighestMs();
      change = { byMs: ms, atMs: timeline.now() };
      offsetMs += ms;
    },
    stopUntil: (ms) => (stoppedUntilMs = ms),
    connect: (life) =>
      createDatabase({
        connect: () => openConnection(life),
        end: async () => {},
        options: {},
      } as unknown as pg.Pool),
    digest: () => hash.copy().digest('hex'),
    statements: () => statements,
    isIdle: () => owner === undefined && !isBusy,
  };
}

/** Its timer would run in real time, and the one session never waits for a lock. */
function withoutTimeout(text: string): string {
  return text.replace(/^set local lock_timeout.*/, 'set local lock_timeout = 0');
}

function nameOf(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').slice(0, 40);
}
