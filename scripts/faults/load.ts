// The mixed load of a scenario: every kind of schedule and policy, fast, slow and failing targets.
import type { Job, JobInput, Scheduler } from '../../client/src/index.ts';
import type { RequestedJob, RequestedSchedule } from './evidence.ts';
import type { Random } from './random.ts';

/** A creation is not instant: occurrences this close to it may belong to the job or not. */
const CREATION_MS = 1_500;

export interface LoadOptions {
  targetUrl: string;
  /** Unix milliseconds by the clock of PostgreSQL. */
  startsAtMs: number;
  endsAtMs: number;
  random: Random;
  /** One-shots per second of the load. */
  oneShotsPerSecond: number;
  /** The clock skips `pauseMs` at `pauseAtMs`: one-shots are due before or after. */
  pauseMs: number;
  pauseAtMs: number;
}

interface Planned {
  input: JobInput;
  schedule: RequestedSchedule;
  isSlow?: boolean;
}

const everyWithoutEnd = { timezone: 'UTC', schedule_type: 'cron' } as const;

export function planLoad(options: LoadOptions): Planned[] {
  const { targetUrl, startsAtMs, endsAtMs, random, oneShotsPerSecond, pauseMs, pauseAtMs } = options;
  const loadMs = endsAtMs - startsAtMs - pauseMs;
  const cron = (name: string, expression: string, path: string, fields: Partial<JobInput> = {}): Planned => ({
    input: {
      ...everyWithoutEnd,
      name,
      target: `${targetUrl}${path}`,
      cron_expression: expression,
      ends_at: new Date(endsAtMs).toISOString(),
      overlap: 'allow',
      ...fields,
    },
    schedule: { type: 'cron', expression, timezone: 'UTC' },
    // Waiting for another run of the job is no lateness.
    isSlow: fields.overlap !== undefined && fields.overlap !== 'allow',
  });
  const retry = { max_attempts: 4, initial_delay_seconds: 1, max_delay_seconds: 2 };
  return [
    ...repeat(6, (index) => cron(`every second ${index}`, '* * * * * *', '/ok')),
    ...repeat(4, (index) =>
      cron(`every 2 seconds, skip ${index}`, '*/2 * * * * *', '/slow?ms=700', { overlap: 'skip' }),
    ),
    cron('every 2 seconds, always busy, skip', '*/2 * * * * *', '/slow?ms=2600', { overlap: 'skip' }),
    cron('every 3 seconds, queue', '*/3 * * * * *', '/slow?ms=2000', { overlap: 'queue' }),
    cron('every 10 seconds, cancel', '*/10 * * * * *', '/slow?ms=3000', { overlap: 'cancel_previous' }),
    cron('every 5 seconds, catch up all', '*/5 * * * * *', '/ok', { catch_up: { policy: 'all' } }),
    cron('every 5 seconds, catch up none', '*/5 * * * * *', '/ok', { catch_up: { policy: 'none' } }),
    cron('every 4 seconds, retried', '*/4 * * * * *', '/flaky?failures=1', { retry }),
    cron('every 15 seconds, failing', '*/15 * * * * *', '/fail', { retry: { ...retry, max_attempts: 2 } }),
    ...repeat(4, (index) => {
      // An occurrence within the load: a job whose schedule ends before its first occurrence is refused.
      const second = new Date(
        startsAtMs + random.between(4_000, Math.min(60_000, loadMs - 4_000)),
      ).getUTCSeconds();
      return cron(`every minute ${index}`, `${second} * * * * *`, '/ok');
    }),
    interval(`every minute, interval`, targetUrl, startsAtMs, endsAtMs),
    ...repeat(Math.floor((loadMs / 1_000) * oneShotsPerSecond), (index) => {
      const drawnMs = startsAtMs + 2_000 + random.between(0, loadMs - 5_000);
      const atMs = drawnMs > pauseAtMs ? drawnMs + pauseMs : drawnMs;
      // Long requests are in flight at whatever moment a process dies.
      const path = index % 10 === 0 ? '/slow?ms=4000' : '/ok';
      return oneShot(`once ${index}`, `${targetUrl}${path}`, atMs, { delete_when_finished: index % 4 === 0 });
    }),
  ];
}

function oneShot(name: string, target: string, atMs: number, fields: Partial<JobInput> = {}): Planned {
  return {
    input: {
      name,
      target,
      schedule_type: 'specific_time',
      specific_time: new Date(atMs).toISOString(),
      ...fields,
    },
    schedule: { type: 'specific', atMs },
  };
}

function interval(name: string, targetUrl: string, startsAtMs: number, endsAtMs: number): Planned {
  const anchorMs = Math.ceil(startsAtMs / 1_000) * 1_000;
  return {
    input: {
      name,
      target: `${targetUrl}/ok`,
      schedule_type: 'recurring',
      interval: 'minute',
      interval_value: 1,
      starts_at: new Date(anchorMs).toISOString(),
      ends_at: new Date(endsAtMs).toISOString(),
    },
    schedule: { type: 'minutes', every: 1, anchorMs },
  };
}

function repeat<T>(count: number, create: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => create(index));
}

/** Creates the jobs in batches. `now` is the clock of PostgreSQL. */
export async function createLoad(
  client: Scheduler,
  planned: readonly Planned[],
  now: () => number,
): Promise<RequestedJob[]> {
  const requestedMs = now();
  const created: Job[] = [];
  for (let from = 0; from < planned.length; from += 1_000) {
    created.push(...(await client.jobs.batch(planned.slice(from, from + 1_000).map(({ input }) => input))));
  }
  const times = { requestedMs, createdMs: now() };
  return planned.map((plan, index) => toRequested(plan, created[index]!, times));
}

/** The times before the request and after the response, by the clock of PostgreSQL. */
export function toRequested(
  { input, schedule, isSlow = false }: Planned,
  job: Job,
  { requestedMs, createdMs }: { requestedMs: number; createdMs: number },
): RequestedJob {
  const endsAtMs = input.ends_at ? Date.parse(input.ends_at) : Number.POSITIVE_INFINITY;
  return {
    id: job.id,
    name: input.name,
    schedule,
    overlap: input.overlap ?? 'skip',
    catchUp: input.catch_up?.policy ?? 'one',
    active: [
      {
        fromMs: requestedMs - CREATION_MS,
        surelyFromMs: Date.parse(job.created_at) + CREATION_MS,
        surelyUntilMs: Number.POSITIVE_INFINITY,
        untilMs: Number.POSITIVE_INFINITY,
      },
    ],
    endsAtMs,
    isDeleted: input.delete_when_finished === true,
    isSlow,
    punctualFromMs: createdMs,
  };
}
