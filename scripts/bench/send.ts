// CPU per request of the worker's sending side, beside the guarded client alone and undici's bare dispatch.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Agent, type Dispatcher } from 'undici';
import { Cancellation } from '../../src/http/cancellation.ts';
import { createHttpClient, type HttpClient } from '../../src/http/client.ts';
import { parseTargetPolicy } from '../../src/http/targets.ts';
import type { ClaimedRun } from '../../src/store/claims.ts';
import { createDatabaseClock } from '../../src/store/clock.ts';
import { createKeyring } from '../../src/store/encryption.ts';
import { newId } from '../../src/store/ids.ts';
import { type AttemptDeps, attempt } from '../../src/worker/attempt.ts';
import { createDecryptSecrets } from '../../src/worker/decrypt-secrets.ts';
import { buildRequest } from '../../src/worker/request.ts';
import { median } from './measure.ts';
import { formatMicroseconds, formatRatio, formatTable } from './table.ts';

const WARM_UP_ROUNDS = 3;
const ROUNDS = 21;
const REQUESTS = 4_000;
const IN_FLIGHT = 100;
const PAYLOAD = { customer: '4711', note: 'x'.repeat(160) };
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;

interface Row {
  sender: string;
  /** Of this process, the kernel's part included: median, least and most of the rounds. */
  cpuUs: number;
  leastUs: number;
  mostUs: number;
  perSecond: number;
  /** To the bare dispatch in the same round, median: on a busy machine it says more than the figures. */
  ratio: number;
}

type Send = () => Promise<void>;

/** Prints the figures; nothing is promised of them. */
export async function run(json: boolean): Promise<boolean> {
  const target = fork(new URL('./send-target.ts', import.meta.url));
  const [port] = (await once(target, 'message')) as [number];
  const url = `http://127.0.0.1:${port}/hook`;
  const agent = new Agent({ connections: IN_FLIGHT, pipelining: 1 });
  const client = createHttpClient(parseTargetPolicy('127.0.0.1', { loopbackWhenUnset: false }));
  try {
    const rows = await measureAll({
      'bare dispatch of undici': bareDispatch(agent, url),
      'guarded client': guardedSend(client, url),
      'attempt of a run': attemptOf(client, claimedRun(url, null)),
      'attempt of a run, signed': attemptOf(client, claimedRun(url, SECRET)),
    });
    const machine = { node: process.version, cores: availableParallelism() };
    const settings = { rounds: ROUNDS, requests: REQUESTS, inFlight: IN_FLIGHT };
    console.log(json ? JSON.stringify({ machine, settings, rows }, null, 2) : formatRows(rows));
    return true;
  } finally {
    await Promise.all([client.close(), agent.destroy()]);
    target.disconnect();
  }
}

function formatRows(rows: readonly Row[]): string {
  const title =
    `CPU of this process per request, µs, ${IN_FLIGHT} in flight; median of ${ROUNDS} rounds of ${REQUESTS}. ` +
    `Node ${process.version}, ${availableParallelism()} cores.`;
  const cells = rows.map(({ sender, cpuUs, leastUs, mostUs, perSecond, ratio }) => [
    sender,
    formatMicroseconds(cpuUs),
    `${formatMicroseconds(leastUs)}–${formatMicroseconds(mostUs)}`,
    formatRatio(ratio),
    perSecond.toFixed(0),
  ]);
  return formatTable(title, ['', 'µs', 'range', 'ratio', 'per second'], cells);
}

/** The senders take turns in each round, so that another load on the machine burdens all alike. */
async function measureAll(senders: Record<string, Send>): Promise<Row[]> {
  const rounds = new Map(Object.keys(senders).map((sender) => [sender, { cpuUs: [0], perSecond: [0] }]));
  // The first rounds warm up, and are overwritten.
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
    for (const [sender, send] of Object.entries(senders)) {
      const { cpuUs, perSecond } = rounds.get(sender)!;
      const startedAt = performance.now();
      const before = process.cpuUsage();
      await repeat(send);
      const { user, system } = process.cpuUsage(before);
      cpuUs[Math.max(0, round)] = (user + system) / REQUESTS;
      perSecond[Math.max(0, round)] = (REQUESTS * 1_000) / (performance.now() - startedAt);
    }
  }
  const [bare] = rounds.values();
  return [...rounds].map(([sender, { cpuUs, perSecond }]) => ({
    sender,
    cpuUs: median(cpuUs),
    leastUs: Math.min(...cpuUs),
    mostUs: Math.max(...cpuUs),
    perSecond: median(perSecond),
    ratio: median(cpuUs.map((us, round) => us / bare!.cpuUs[round]!)),
  }));
}

async function repeat(send: Send): Promise<void> {
  let left = REQUESTS;
  const loop = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, loop));
}

/** The ceiling: keeps the status code, and nothing else. */
function bareDispatch(agent: Agent, url: string): Send {
  const { origin, pathname: path } = new URL(url);
  const body = JSON.stringify(PAYLOAD);
  const headers = buildRequest(claimedRun(url, null), Date.now(), []).headers;
  return () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart: () => {},
      onResponseStart: (_controller, statusCode) => {
        if (statusCode !== 200) reject(new Error(`The target answered ${statusCode}.`));
      },
      onResponseData: () => {},
      onResponseEnd: () => resolve(),
      onResponseError: (_controller, error) => reject(error),
    };
    agent.dispatch({ origin, path, method: 'POST', headers, body }, handler);
    return promise;
  };
}

function guardedSend(client: HttpClient, url: string): Send {
  const body = JSON.stringify(PAYLOAD);
  const { headers } = buildRequest(claimedRun(url, null), Date.now(), []);
  return async () => {
    const result = await client.send({
      method: 'POST',
      url,
      headers,
      body,
      timeoutMs: 30_000,
      mayRepeat: true,
    });
    if (result.kind !== 'answered') throw new Error(result.error.message);
  };
}

function attemptOf(client: HttpClient, run: ClaimedRun): Send {
  const clock = createDatabaseClock();
  for (let i = 0; i < 32; i++) clock.observe(Date.now());
  const stopping = new AbortController().signal;
  const credentials = { send: () => Promise.reject(new Error('The run has no credential.')) };
  const decrypt = createDecryptSecrets(createKeyring([]));
  const deps: AttemptDeps = { client, clock, stopping, decrypt, credentials };
  // Made beforehand: claiming is not what is measured.
  const runs = Array.from({ length: 1_000 }, () => ({ ...run, id: newId() }));
  let next = 0;
  return async () => {
    const run = runs[next++ % runs.length]!;
    const lease = { token: run.id, giveUp: new Cancellation(), validUntil: performance.now() + 20_000 };
    const result = await attempt(deps, run, lease);
    if (typeof result === 'string' || result.status !== 'succeeded')
      throw new Error('The attempt did not succeed.');
  };
}

function claimedRun(url: string, signingSecret: string | null): ClaimedRun {
  const now = Temporal.Now.instant();
  return {
    id: newId(),
    job_id: newId(),
    job_name: 'Nightly report',
    trigger: 'schedule',
    is_awaited: false,
    may_end_job: false,
    pause_after_failures: null,
    has_callback: false,
    scheduled_for: now,
    due_at: now,
    attempt_number: 1,
    counted_attempts: 0,
    started_at: null,
    payload: PAYLOAD,
    target: url,
    method: 'POST',
    headers: { 'x-tenant': 'north' },
    secret_headers: [],
    credential: null,
    timeout_seconds: 30,
    retry: {
      max_attempts: 4,
      initial_delay_seconds: 10,
      max_delay_seconds: 60,
      factor: 2,
      max_age_seconds: 600,
      on: null,
    },
    success: { statuses: ['2xx'], body_contains: null },
    job_key: null,
    target_host: new URL(url).host,
    signing_secret: signingSecret,
    previous_signing_secret: null,
  };
}
