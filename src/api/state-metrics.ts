// The metrics of the current state, read at every scrape: database, queue, worker and connections.
import { Gauge, type Registry } from 'prom-client';
import type { PartState } from '../readiness.ts';
import type { NotificationCounts } from '../store/alerts.ts';
import type { PoolState } from '../store/connections.ts';
import type { UnfinishedCounts } from '../store/stats.ts';

/** Time limit for reads of the database and the queue; the other metrics do not wait longer. */
const READ_LIMIT_MS = 2_000;

/** Of an objective. A burn rate is null without runs in its window. */
export interface ObjectiveState {
  tag: string;
  budgetLeft: number;
  burnRates: Readonly<Record<'1h' | '6h' | '24h', number | null>>;
}

/** Read at every scrape, by its metrics at the same time; set by the service when available. */
export interface Sources {
  readUnfinished?: () => Promise<UnfinishedCounts>;
  /** Seconds since the earliest occurrence that is due and not planned; 0 without one. */
  readPlanningDelay?: () => Promise<number>;
  readNotifications?: () => Promise<NotificationCounts>;
  readObjectives?: () => Promise<ObjectiveState[]>;
  readQueueDepth?: () => Promise<Readonly<Record<'waiting' | 'delayed' | 'active', number>>>;
  countInFlight?: () => number;
  /** Runs in the memory of the worker. */
  countWaiting?: () => Readonly<Record<'unclaimed' | 'blocked', number>>;
  countListeners?: () => number;
  listParts?: () => PartState[];
  listPools?: () => PoolState[];
}

type Values = readonly (readonly [labels: Record<string, string>, value: number])[];

export function addStateMetrics(registry: Registry, sources: Sources): void {
  /** `read` returns undefined while the source is missing or does not answer: then the metric is absent. */
  const add = (
    name: string,
    help: string,
    labelNames: string[],
    read: () => Values | undefined | Promise<Values | undefined>,
  ) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers: [registry],
      async collect() {
        const values = await read();
        this.reset();
        if (labelNames.length === 0 && values === undefined) this.remove();
        for (const [labels, value] of values ?? []) this.set(labels, value);
      },
    });

  add(
    'scheduler_requests_in_flight',
    'Runs that this process’s worker has claimed and not yet recorded.',
    [],
    () => [[{}, sources.countInFlight?.() ?? 0]],
  );
  add(
    'scheduler_worker_waiting_runs',
    'Runs in this worker’s memory: unclaimed, or blocked by the limits of concurrency (WORKER_CONCURRENCY, TARGET_CONCURRENCY).',
    ['state'],
    () => toValues('state', sources.countWaiting?.()),
  );
  add('scheduler_event_listeners', 'Open streams of /events.', [], () => [
    [{}, sources.countListeners?.() ?? 0],
  ]);
  add(
    'scheduler_ready',
    '1 if this process can do this part of its work (plan, enqueue, consume, write), else 0.',
    ['part'],
    () => sources.listParts?.().map(({ name, isReady }) => [{ part: name }, Number(isReady)]),
  );
  add(
    'scheduler_database_connections',
    'Connections of this process to the database, by pool and state; `waiting` counts statements without a connection.',
    ['pool', 'state'],
    () =>
      sources
        .listPools?.()
        .flatMap(({ pool, ...states }) =>
          Object.entries(states).map(([state, count]) => [{ pool, state }, count] as const),
        ),
  );
  add(
    'scheduler_runs_unfinished',
    'Unfinished runs of the whole service by status; the first 20000. Absent while the database is unreachable.',
    ['status'],
    async () => toValues('status', await withLimit(sources.readUnfinished)),
  );
  add(
    'scheduler_planning_delay_seconds',
    'Age of the earliest occurrence of the whole service that is due and has no run yet; 0 without one.',
    [],
    async () => {
      const delay = await withLimit(sources.readPlanningDelay);
      return delay === undefined ? undefined : [[{}, delay]];
    },
  );
  add(
    'scheduler_queue_messages',
    'Messages in the queue of the whole service by state. Absent while the queue is unreachable.',
    ['state'],
    async () => toValues('state', await withLimit(sources.readQueueDepth)),
  );
  add(
    'scheduler_messages',
    'Notices and callbacks of the whole service that are queued or have failed; at most 20000 of each.',
    ['message', 'status'],
    async () => {
      const counts = await withLimit(sources.readNotifications);
      return counts && [...toMessages('notice', counts.notices), ...toMessages('callback', counts.callbacks)];
    },
  );
  add(
    'scheduler_alerts_open',
    'Open alerts of the whole service, at most 20000. Absent while the database is unreachable.',
    [],
    async () => {
      const counts = await withLimit(sources.readNotifications);
      return counts && [[{}, counts.openAlerts]];
    },
  );
  add(
    'scheduler_objective_burn_rate',
    'How fast the runs of a tag use the budget of its lateness objective: 1 uses it up within its window; 0 without runs.',
    ['tag', 'window'],
    async () =>
      (await withLimit(sources.readObjectives))?.flatMap(({ tag, burnRates }) =>
        Object.entries(burnRates).map(([window, rate]) => [{ tag, window }, rate ?? 0] as const),
      ),
  );
  add(
    'scheduler_objective_budget_left',
    'The part of the budget of a lateness objective that is left; below 0 the objective is missed. Absent without objectives.',
    ['tag'],
    async () =>
      (await withLimit(sources.readObjectives))?.map(({ tag, budgetLeft }) => [{ tag }, budgetLeft] as const),
  );
}

function toValues(label: string, counts: Readonly<Record<string, number>> | undefined): Values | undefined {
  return counts && Object.entries(counts).map(([name, count]) => [{ [label]: name }, count]);
}

function toMessages(message: string, counts: Readonly<Record<string, number>>): Values {
  return Object.entries(counts).map(([status, count]) => [{ message, status }, count]);
}

async function withLimit<T>(read: (() => Promise<T>) | undefined): Promise<T | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, READ_LIMIT_MS, undefined).unref());
  return await Promise.race([read?.().catch(() => undefined), late]);
}
