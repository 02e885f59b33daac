// The jobs of a simulated day: a few all day, and a dense mix during the faults.
import type { Random } from '../faults/random.ts';
import type { Planned } from './operator.ts';

const HOST = 'http://target.test';

function cron(
  name: string,
  expression: string,
  path: string,
  fields: Partial<Planned['input']> = {},
  overlap: Planned['overlap'] = 'allow',
): Planned {
  const timezone = 'UTC';
  return {
    input: {
      name,
      target: `${HOST}${path}`,
      schedule_type: 'cron',
      cron_expression: expression,
      timezone,
      ...fields,
    },
    schedule: { type: 'cron', expression, timezone },
    overlap,
    // Waiting for another run of the job is no lateness.
    isSlow: overlap !== 'allow',
  };
}

/** Sparse jobs, so that the simulation can jump from one occurrence to the next. */
export function planDaily(random: Random, startMs: number): Planned[] {
  const anchorMs = startMs + random.between(60, 6_000) * 1_000;
  const daily = `${random.between(0, 59)} ${random.between(0, 59)} ${random.between(0, 23)} * * *`;
  return [
    cron('daily', daily, '/ok'),
    cron('every eight hours', `${random.between(0, 59)} */8 * * *`, '/flaky', {
      retry: { max_attempts: 3, initial_delay_seconds: 1 },
    }),
    {
      input: {
        name: 'every five hours',
        target: `${HOST}/ok`,
        schedule_type: 'recurring',
        interval: 'minute',
        interval_value: 300,
        starts_at: new Date(anchorMs).toISOString(),
      },
      schedule: { type: 'minutes', every: 300, anchorMs },
      overlap: 'skip',
      isSlow: true,
    },
  ];
}

/** Jobs that end at `endMs`; the requests of one of them last as long as `path` says. */
export function planDense(
  random: Random,
  startMs: number,
  endMs: number,
  path: '/slow' | '/very-slow',
): Planned[] {
  const ends_at = new Date(endMs).toISOString();
  const retry = { max_attempts: 4, initial_delay_seconds: 1, max_delay_seconds: 2 };
  const every = (low: number, high: number) => `*/${random.between(low, high)} * * * * *`;
  const kinds: ((name: string) => Planned)[] = [
    (name) => cron(name, every(2, 7), '/ok', { ends_at }),
    (name) => cron(name, every(3, 10), '/slow', { ends_at }, 'skip'),
    (name) => cron(name, every(3, 10), '/slow', { ends_at }, 'queue'),
    (name) => cron(name, every(3, 10), '/slow', { ends_at }, 'cancel_previous'),
    (name) => cron(name, every(4, 10), '/ok', { ends_at, catch_up: { policy: 'all' } }),
    (name) => cron(name, every(4, 10), '/ok', { ends_at, catch_up: { policy: 'none' } }),
    (name) => cron(name, every(4, 10), '/flaky', { ends_at, retry }),
    (name) => cron(name, every(8, 20), '/fail', { ends_at, retry: { ...retry, max_attempts: 2 } }),
  ];
  const crons = Array.from({ length: 3 }, (_, index) => random.pick(kinds)(`dense ${index}`));
  // Requests are in flight at whatever moment a process freezes or dies.
  const long = cron('long requests', every(2, 4), path, { ends_at });
  const once = Array.from({ length: 4 }, (_, index): Planned => {
    const atMs = random.between(startMs + 5_000, endMs - 1_000);
    return {
      input: {
        name: `once ${index}`,
        target: `${HOST}${random.pick(['/ok', '/slow'])}`,
        schedule_type: 'specific_time',
        specific_time: new Date(atMs).toISOString(),
      },
      schedule: { type: 'specific', atMs },
      overlap: 'skip',
      isSlow: true,
    };
  });
  return [...crons, long, ...once];
}
