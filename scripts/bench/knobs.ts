// The size of every benchmark: in full, and with --quick.

/** Each may be set on the command line: `--set burst=2000`. */
const KNOBS = {
  // name: [full, quick]
  rounds: [3, 1],
  historyRowsPerDay: [2_000, 2_000],
  warmUp: [2_000, 1_000],
  deadlineSeconds: [180, 60],
  // fire, readers, horizon, cost, flat, workers, soak
  burst: [20_000, 20_000],
  largeBurst: [100_000, 0],
  agendaBurst: [20_000, 5_000],
  // lateness
  smallBurst: [2_000, 2_000],
  idleRuns: [200, 40],
  idleGapMs: [500, 500],
  // steady
  steadyPerSecond: [1_000, 1_000],
  steadySeconds: [300, 60],
  // api
  apiSeconds: [10, 4],
  apiClients: [32, 32],
  apiJobs: [20_000, 5_000],
  bulkJobs: [10_000, 10_000],
  // embedded
  embeddedBurst: [20_000, 5_000],
  // backlog
  backlog: [50_000, 20_000],
  backlogLateSeconds: [65, 65],
  freshPerSecond: [100, 100],
  // memory
  memoryBurst: [100_000, 20_000],
  // flat
  flatJobs: [1_000_000, 100_000],
  flatRows: [10_000_000, 500_000],
  // million
  millionJobs: [1_000_000, 100_000],
  millionMinutes: [5, 2],
  // horizon, soak; 0 is half of the fire rate measured first
  halfPeakPerSecond: [0, 0],
  baselineSeconds: [60, 30],
  horizonSeconds: [600, 60],
  recoverySeconds: [90, 90],
  readers: [4, 4],
  // hostile
  hostileJobs: [100_000, 100_000],
  hostileSeconds: [60, 20],
  // soak
  soakMinutes: [60, 4],
} as const satisfies Record<string, readonly [full: number, quick: number]>;

export type Knobs = Record<keyof typeof KNOBS, number>;

/** Throws for a name or a number that it does not know. */
export function readKnobs(isQuick: boolean, settings: readonly string[]): Knobs {
  const knobs = Object.fromEntries(
    Object.entries(KNOBS).map(([name, [full, quick]]) => [name, isQuick ? quick : full]),
  ) as Knobs;
  for (const setting of settings) {
    const [, name = '', text = ''] = /^([^=]*)=(.*)$/.exec(setting) ?? [];
    if (!Object.hasOwn(KNOBS, name)) {
      throw new Error(`--set ${setting}: give one of ${Object.keys(KNOBS).join(', ')}, as name=number.`);
    }
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--set ${setting}: ${name} must be a whole number.`);
    knobs[name as keyof Knobs] = Number(text);
  }
  return knobs;
}
