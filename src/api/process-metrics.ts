// Collects the metrics of this process for Prometheus.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { RecordedRun } from '../store/results.ts';
import { addStateMetrics, type Sources } from './state-metrics.ts';
import { createWorkMetrics, type WorkMetrics } from './work-metrics.ts';

const LATENESS_BUCKETS_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600, 3_600,
];

export interface ProcessMetrics extends WorkMetrics {
  sources: Sources;
  /** Counts requests by route, not by path, because the number of paths is unlimited. */
  countRequests: MiddlewareHandler;
  /** Counts results that this process's worker has recorded. */
  onRecorded: (runs: RecordedRun[]) => void;
  onPass: (succeeded: boolean) => void;
  /** Counts attempts to send notices and callbacks. */
  onMessage: (message: 'notice' | 'callback', isSent: boolean) => void;
  /** Counts logged errors. */
  onError: () => void;
  /** Returns the metrics in the text format of Prometheus. */
  read: () => Promise<string>;
  contentType: string;
}

export function createProcessMetrics(): ProcessMetrics {
  const sources: Sources = {};
  const registry = new Registry();
  const registers = [registry];
  const runsEnded = new Counter({
    name: 'scheduler_runs_ended_total',
    help: 'Runs whose last attempt this process recorded, by status.',
    labelNames: ['status'],
    registers,
  });
  const lateness = new Histogram({
    name: 'scheduler_run_lateness_seconds',
    help: 'Lateness of the first attempts that this process recorded.',
    buckets: LATENESS_BUCKETS_SECONDS,
    registers,
  });
  const passes = new Counter({
    name: 'scheduler_planner_passes_total',
    help: 'Passes of the planner, by outcome.',
    labelNames: ['outcome'],
    registers,
  });
  const errors = new Counter({
    name: 'scheduler_errors_total',
    help: 'Errors that this process has logged.',
    registers,
  });
  const requests = new Counter({
    name: 'scheduler_api_requests_total',
    help: 'Requests answered by the API, by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const messages = new Counter({
    name: 'scheduler_message_attempts_total',
    help: 'Attempts of this process to send notices and callbacks, by message and outcome.',
    labelNames: ['message', 'outcome'],
    registers,
  });
  for (const message of ['notice', 'callback'])
    for (const outcome of ['sent', 'failed']) messages.inc({ message, outcome }, 0);
  addStateMetrics(registry, sources);
  const work = createWorkMetrics(registry);
  addProcess(registry);

  return {
    ...work,
    sources,
    countRequests: async (c, next) => {
      await next();
      requests.inc({ method: c.req.method, route: routePath(c, -1), status: c.res.status });
    },
    onRecorded: (runs) => {
      for (const { status, lateness_ms } of runs) {
        if (status === 'retrying') work.onRetry();
        else runsEnded.inc({ status });
        if (lateness_ms !== null) lateness.observe(lateness_ms / 1_000);
      }
    },
    onPass: (succeeded) => passes.inc({ outcome: succeeded ? 'succeeded' : 'failed' }),
    onMessage: (message, isSent) => messages.inc({ message, outcome: isSent ? 'sent' : 'failed' }),
    onError: () => errors.inc(),
    read: async () => await registry.metrics(),
    contentType: registry.contentType,
  };
}

/** The event loop is measured so often. */
const LOOP_DELAY_RESOLUTION_MS = 50;

/** Standard process metrics. */
function addProcess(registry: Registry): void {
  const registers = [registry];
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory of the process.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, Unix time.',
    registers,
  }).set(Math.round(performance.timeOrigin / 1_000));
  let last = performance.eventLoopUtilization();
  new Gauge({
    name: 'nodejs_eventloop_utilization_ratio',
    help: 'Share of the time since the last scrape in which the event loop was busy, 0 to 1.',
    registers,
    collect() {
      const now = performance.eventLoopUtilization();
      this.set(performance.eventLoopUtilization(now, last).utilization || 0);
      last = now;
    },
  });
  const loopDelay = monitorEventLoopDelay({ resolution: LOOP_DELAY_RESOLUTION_MS });
  loopDelay.enable();
  new Gauge({
    name: 'nodejs_eventloop_delay_seconds',
    help: 'Delay of the event loop since the last scrape, by quantile.',
    labelNames: ['quantile'],
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        // The histogram contains the interval of its own timer.
        const delayMs = Math.max(0, loopDelay.percentile(quantile * 100) / 1e6 - LOOP_DELAY_RESOLUTION_MS);
        this.set({ quantile: String(quantile) }, loopDelay.count === 0 ? 0 : delayMs / 1_000);
      }
      loopDelay.reset();
    },
  });
}
