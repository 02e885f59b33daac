// Starts the service in order (database, queue, API, planner, worker) and stops it in reverse order.
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import retry from 'p-retry';
import type { Logger } from 'pino';
import { version } from '../openapi/document.ts';
import { createApp, createProbes } from './api/app.ts';
import { createAuditRecorder } from './api/audit-recorder.ts';
import { createChangeNotifier } from './api/change-notifications.ts';
import { viewFinishedRun } from './api/finished-run.ts';
import { listen } from './api/http-server.ts';
import { readObjectiveStates } from './api/objective-states.ts';
import { createProcessMetrics } from './api/process-metrics.ts';
import { shareCalls } from './api/share-calls.ts';
import { createErrorLog } from './error-log.ts';
import { logRescue, logSchedulerPause, startReadinessLog } from './event-log.ts';
import { createHttpClient } from './http/client.ts';
import { startNotifier } from './notify/notifier.ts';
import { createNoticeSender } from './notify/send-notice.ts';
import { describeClockOffset } from './planner/clock-offset.ts';
import { describeClockChange } from './planner/clock-watch.ts';
import { startOutageWatch } from './planner/outages.ts';
import { type Planner, startPlanner } from './planner/planner.ts';
import { startPresence } from './planner/presence.ts';
import { openQueue } from './queue/queue.ts';
import { createReadiness, describeCause, PARTS } from './readiness.ts';
import type { Settings } from './settings.ts';
import { countNotifications } from './store/alerts.ts';
import { readSignature } from './store/changes.ts';
import { createDatabaseClock } from './store/clock.ts';
import { checkRights } from './store/database-checks.ts';
import { isOutage, isRefusedByPooler } from './store/errors.ts';
import { newId } from './store/ids.ts';
import { endWorkerAbsence } from './store/interruptions.ts';
import { groupInserts } from './store/job-inserts.ts';
import { migrate } from './store/migrate.ts';
import { databaseNow, openStore, queueSchema, type Store } from './store/open.ts';
import type { ProcessInfo } from './store/processes.ts';
import { saveSchedulerPause } from './store/scheduler-pause.ts';
import { getDeploymentName } from './store/service-state.ts';
import { countUnfinishedRuns, readPlanningDelay } from './store/stats.ts';
import { findTracing } from './tracing.ts';
import { startWorker, type Worker } from './worker/worker.ts';

/** Time that the start waits for the queue before it continues without it. */
const QUEUE_WAIT_MS = 5_000;

const NO_ENCRYPTION_KEY =
  'Without ENCRYPTION_KEY, secret headers are stored as plain text and signing secrets are refused. Generate a key with `openssl rand -base64 32`, and set it for every process.';

export type Role = 'api' | 'worker';

export interface Service {
  /** The URL of the API. Undefined without the API role. */
  url: string | undefined;
  /** The number of results of requests that are not stored yet. */
  unrecorded(): number;
  /** Accepts no new work, finishes or hands over the work in progress, then closes all connections. */
  stop(): Promise<void>;
}

/**
 * Starts the given roles. Waits for an unreachable database or queue, while `/readyz` reports which one; aborting
 * `signal` ends the wait. If a later part fails to start, the parts that have started are stopped.
 */
export async function startService(
  settings: Settings,
  roles: ReadonlySet<Role>,
  log: Logger,
  signal: AbortSignal = new AbortController().signal,
): Promise<Service> {
  const metrics = createProcessMetrics();
  const readiness = createReadiness(PARTS.filter((part) => part !== 'consume' || roles.has('worker')));
  readiness.startWith('The service is starting: the database does not have its schema yet.');
  metrics.sources.listParts = () => readiness.list();
  let isMigrated = false;
  let planner: Planner | undefined;
  const errorLog = createErrorLog(log, 'An operation failed and will be retried.');
  const onError = (error: unknown) => {
    metrics.onError();
    planner?.noteError(error);
    errorLog.report(error);
  };
  const stops: (() => Promise<void>)[] = [];
  /** The parts that accept work: they stop first, all at the same time. */
  const intakes: (() => Promise<void>)[] = [];
  const stopping = new AbortController();
  const stop = async () => {
    // Event streams do not end by themselves.
    stopping.abort();
    await Promise.all(intakes.splice(0).map((end) => end()));
    for (const undo of stops.splice(0).reverse()) await undo();
    errorLog.stop();
  };
  try {
    const store = await openStore(settings);
    stops.push(() => store.close());
    const { db, reading, keyring, isEmbedded } = store;
    if (!keyring.canEncrypt) log.warn(NO_ENCRYPTION_KEY);
    if (store.folderWarning !== undefined) log.warn(store.folderWarning);
    const migrated = Promise.withResolvers<void>();
    migrated.promise.catch(() => {}); // stopped before
    // The braces make all keys of the queue share one slot of a Redis cluster.
    const redisPrefix = async () => {
      await migrated.promise;
      return `bull:{${await getDeploymentName(db)}}`;
    };
    const tracing = findTracing();
    const openedQueue = openQueue(
      {
        redisUrl: settings.redisUrl,
        redisExtras: settings.redisExtras,
        redisPrefix,
        openPool: store.openQueuePool,
        schema: queueSchema(store.schema),
      },
      onError,
      readiness,
    );
    const queue = tracing?.traceQueue(openedQueue) ?? openedQueue;
    stops.push(() => {
      migrated.reject(new Error('The service stops.'));
      return queue.close();
    });

    // Listen before the database is reachable, so that /readyz can report the missing part.
    const client = createHttpClient(settings.targets, { transport: settings.transport });
    stops.push(() => client.close());
    const notifier = createChangeNotifier(() => readSignature(reading), { ended: stopping.signal, onError });
    metrics.sources.readUnfinished = shareCalls(() => countUnfinishedRuns(reading));
    metrics.sources.readPlanningDelay = shareCalls(() => readPlanningDelay(reading));
    metrics.sources.readQueueDepth = shareCalls(() => queue.depth());
    metrics.sources.listPools = store.listPools;
    metrics.sources.countListeners = notifier.count;
    metrics.sources.readNotifications = shareCalls(() => countNotifications(db));
    metrics.sources.readObjectives = shareCalls(() => readObjectiveStates(reading));
    const sendNotice = createNoticeSender({ client, keyring, smtp: settings.smtp });
    const { targets: policy } = settings;
    let url: string | undefined;
    const own = { id: newId(), url: () => url };
    const clock = createDatabaseClock();
    const insertJobs = groupInserts(db);
    const audit = createAuditRecorder({ db, clock, isReady: () => isMigrated, onError });
    stops.push(() => audit.stop());
    const api = {
      ...{ db, reading, isEmbedded, insertJobs, queue, clock, policy, keyring, client, sendNotice },
      ...{ notifier, metrics, audit, own, readiness, onError },
      hasSmtp: settings.smtp !== undefined,
      instance: settings.instance,
      failingAfter: settings.failingAfter,
      traceRequests: tracing?.traceRequests,
      isMigrated: () => isMigrated,
    };
    if (roles.has('api')) {
      const server = await listen(
        createApp(api, settings).fetch,
        settings.port,
        settings.host,
        undefined,
        settings.instance.basePath,
      );
      intakes.push(server.close);
      url = server.url;
    } else if (settings.workerPort !== undefined) {
      const server = await listen(createProbes(api).fetch, settings.workerPort, settings.host);
      intakes.push(server.close);
    }

    const canceled = rejectOnAbort(signal);
    const migrating = retry(() => migrateAndCheck(store), {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: 100,
      maxTimeout: 5_000,
      signal,
      shouldRetry: ({ error }) => {
        const canPass = isOutage(error) && !isRefusedByPooler(error);
        if (canPass) {
          readiness.startWith(`The service is starting and waits for the database: ${describeCause(error)}.`);
          log.warn({ err: error }, 'Waiting for the database.');
        }
        return canPass;
      },
    });
    const applied = await Promise.race([migrating, canceled]);
    for (const name of applied) log.info({ migration: name }, 'Applied a database migration.');
    isMigrated = true;
    migrated.resolve();
    readiness.startWith('The service is starting.');
    // Planning does not need the queue: rescue enqueues the runs when it is back.
    await Promise.race([queue.ready(), delay(QUEUE_WAIT_MS, undefined, { ref: false }), canceled]);

    if (settings.startPaused) {
      const since = (await databaseNow(db)).toString();
      await saveSchedulerPause(db, { since, actor: 'system', reason: 'Started with START_PAUSED=true' });
    }
    if (roles.has('worker')) await endWorkerAbsence(db).catch(onError);
    let listFullHosts: Worker['listFullHosts'] | undefined;
    const presence = startPresence({
      db,
      card: describeProcess(own.id, roles, settings),
      countInFlight: () => (roles.has('worker') ? (metrics.sources.countInFlight?.() ?? 0) : null),
      listFullHosts: () => listFullHosts?.(),
      isAlone: store.isEmbedded,
      clock,
      onClockOffset: (offsetMs) => log.warn({ clock_offset_ms: offsetMs }, describeClockOffset(offsetMs)),
      onError,
      evidence: readiness.source('write', 'presence'),
    });
    stops.push(() => presence.stop());
    const readinessLog = startReadinessLog(log, () => readiness.list());
    stops.push(async () => readinessLog.stop());
    const outages = startOutageWatch({ db, listParts: () => readiness.list(), onError });
    stops.push(() => outages.stop());
    planner = startPlanner({ db: store.planning, queue, onError }, settings.retentionDays, {
      onPass: metrics.onPass,
      sweeping: store.sweeping,
      vacuum: store.vacuum,
      clock,
      onClockChange: (change) => log.warn({ by_ms: change.byMs }, describeClockChange(change)),
      onPlanned: metrics.onPlanned,
      onRescued: (found) => {
        metrics.onRescued(found);
        logRescue(log, found);
      },
      onSchedulerPause: (pause) => logSchedulerPause(log, pause),
      evidence: readiness.source('plan', 'passes'),
    });
    stops.push(() => planner!.stop());
    const notifications = startNotifier({
      ...{ db, sweeping: store.sweeping, client, keyring, sendNotice, viewRun: viewFinishedRun, onError },
      ...{ instance: settings.instance.name, onAttempt: metrics.onMessage, isHeld: planner.isHeld },
    });
    stops.push(() => notifications.stop());
    let unrecorded = () => 0;
    if (roles.has('worker')) {
      const { workerConcurrency: concurrency, targetConcurrency, shutdownGraceMs } = settings;
      const worker = startWorker({
        db: store.hot,
        queue,
        client,
        keyring,
        concurrency,
        targetConcurrency,
        shutdownGraceMs,
        onRecorded: metrics.onRecorded,
        onClaim: metrics.onClaim,
        onAttempt: metrics.onAttempt,
        startTrace: tracing?.startAttempt,
        isHeld: planner.isHeld,
        evidence: readiness.source('consume', 'claims'),
        recording: readiness.source('write', 'results'),
        onError,
      });
      metrics.sources.countInFlight = worker.inFlight;
      metrics.sources.countWaiting = worker.countWaiting;
      ({ unrecorded, listFullHosts } = worker);
      intakes.push(() => worker.stop());
    }
    return { url, unrecorded, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function migrateAndCheck({ migrating, schema }: Store): Promise<string[]> {
  const applied = await migrate(migrating, schema);
  await checkRights(migrating);
  return applied;
}

function describeProcess(id: string, roles: ReadonlySet<Role>, { workerConcurrency }: Settings): ProcessInfo {
  return {
    id,
    roles: [...roles].sort(),
    host: hostname().slice(0, 255),
    pid: process.pid,
    version,
    concurrency: roles.has('worker') ? workerConcurrency : null,
  };
}

/** Does not cause an unhandled rejection if nobody waits for it any more. */
function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  promise.catch(() => {});
  return promise;
}
