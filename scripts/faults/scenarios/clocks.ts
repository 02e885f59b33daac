// Faults of clocks: one off, all jumping, a suspended machine, a night with a clock change.
import { createClockShifter } from '../clock-shifter.ts';
import { launchAll } from '../cluster.ts';
import type { Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const ALL = [...BOTH, 'embedded'] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A clock that was set forward is believed after a minute. */
const DOUBT_MS = MINUTE_MS + 2_000;
const PLANNED_AHEAD_MS = 5_000;

/** One process whose clock is off by some minutes from its start. */
function offClock(role: 'api' | 'worker', minutes: number): Scenario {
  const direction = minutes > 0 ? 'ahead' : 'behind';
  return {
    name: `clock-${role}-${direction}`,
    group: 'Clocks',
    about: `the clock of one ${role} process is ${Math.abs(minutes)} minutes ${direction}`,
    backends: BOTH,
    faultMs: 20_000,
    // The longest request of the load takes four seconds.
    limits: { recoveryMs: 6_000, worstMs: 2_000 },
    cluster: {
      environmentOf: (name, folder) => {
        if (name !== `${role} 1`) return {};
        const clock = createClockShifter(folder, 'clock of one');
        clock.shift(minutes * MINUTE_MS);
        return clock.environment;
      },
    },
    fault: async ({ wait }) => await wait(20_000),
  };
}

/** The local times 02:59:40 to 03:01 before the clock goes back to 02:00. */
const BEFORE_CLOCK_CHANGE = Date.parse('2027-10-31T00:59:40Z');
const CLOCK_CHANGE = Date.parse('2027-10-31T01:00:00Z');
const every = (seconds: number, fromMs: number, untilMs: number) =>
  Array.from(
    { length: Math.floor((untilMs - fromMs) / (seconds * 1_000)) + 1 },
    (_, index) => fromMs + index * seconds * 1_000,
  );

export const clockScenarios: Scenario[] = [
  offClock('worker', 5),
  offClock('worker', -5),
  offClock('api', 5),
  {
    name: 'clock-all-jump',
    group: 'Clocks',
    about: 'all clocks jump an hour ahead: after a minute of doubt, planning resumes from now',
    backends: ALL,
    faultMs: DOUBT_MS,
    clockJumpMs: HOUR_MS,
    cluster: { hasShiftedClock: true },
    limits: {},
    fault: async ({ cluster, jobs, now, wait }) => {
      const jumpMs = now();
      cluster.clock!.shift(HOUR_MS);
      await wait(DOUBT_MS);
      // Occurrences in between are not planned, but runs that were planned before the jump may start.
      for (const { active } of jobs) {
        Object.assign(active.at(-1)!, { surelyUntilMs: jumpMs });
        const surelyFromMs = now() + PLANNED_AHEAD_MS;
        active.push({ fromMs: jumpMs, surelyFromMs, surelyUntilMs: Infinity, untilMs: Infinity });
      }
    },
  },
  {
    name: 'clock-all-suspended',
    group: 'Clocks',
    about: 'every process and PostgreSQL are suspended for ten minutes',
    backends: ALL,
    faultMs: 5_000,
    clockJumpMs: 10 * MINUTE_MS,
    cluster: { hasShiftedClock: true, isUptimeShifted: true },
    limits: { lostAttempts: 60 },
    fault: async ({ cluster, wait }) => {
      for (const member of cluster.members) member.freeze();
      cluster.clock!.shift(10 * MINUTE_MS);
      await wait(2_000);
      for (const member of cluster.members) member.thaw();
    },
  },
  {
    name: 'clock-change-night',
    group: 'Clocks',
    about: 'every process is restarted in the hour that Europe/Berlin repeats',
    backends: BOTH,
    faultMs: 20_000,
    cluster: { hasShiftedClock: true },
    limits: { recoveryMs: 10_000 },
    launch: async (cluster) => {
      cluster.clock!.shift(BEFORE_CLOCK_CHANGE - Date.now());
      // The new time is read within a second.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      await launchAll(cluster);
      cluster.clock!.shift(BEFORE_CLOCK_CHANGE - Date.now());
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    },
    fault: async ({ cluster, create, now, wait }) => {
      const base = {
        target: `${cluster.targetUrl}/ok`,
        timezone: 'Europe/Berlin',
        overlap: 'allow',
      } as const;
      const endsAtMs = CLOCK_CHANGE + 2 * MINUTE_MS;
      const ends_at = new Date(endsAtMs).toISOString();
      const cron = async (name: string, expression: string, instantsMs: number[]) =>
        await create(
          { ...base, name, schedule_type: 'cron', cron_expression: expression, ends_at },
          { type: 'listed', instantsMs },
        );
      // Elapsed time: the repeated hour runs again. Fixed times: it does not.
      await cron('elapsed', '*/5 * 2 * * *', every(5, CLOCK_CHANGE - HOUR_MS, endsAtMs));
      await cron('fixed', '*/5 0-59 2 * * *', every(5, CLOCK_CHANGE - HOUR_MS, CLOCK_CHANGE - 1));
      await wait(CLOCK_CHANGE - now() + 2_000);
      for (const member of cluster.members) {
        await member.end('SIGTERM');
        member.launch();
        await member.waitUntilReady();
      }
    },
  },
];
