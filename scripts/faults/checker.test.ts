// Tests that the checker accepts sound evidence, and reports each kind of broken promise.
import { expect, test } from 'vitest';
import { checkEvidence } from './checker.ts';
import type { Delivery } from './delivery-log.ts';
import type { Evidence, JobStateEvidence, RequestedJob, RunEvidence } from './evidence.ts';

const START = Date.parse('2027-01-01T00:00:00Z');
const END = START + 10_000;
const JOB = 'job-1';

function createJob(fields: Partial<RequestedJob> = {}): RequestedJob {
  const active = [
    { fromMs: START - 1, surelyFromMs: START - 1, surelyUntilMs: END + 60_000, untilMs: END + 60_000 },
  ];
  return {
    id: JOB,
    name: 'every 2 seconds',
    schedule: { type: 'cron', expression: '*/2 * * * * *', timezone: 'UTC' },
    overlap: 'allow',
    active,
    endsAtMs: END,
    isDeleted: false,
    isSlow: false,
    ...fields,
  };
}

function createRun(index: number, fields: Partial<RunEvidence> = {}): RunEvidence {
  const dueAtMs = START + index * 2_000;
  return {
    id: `run-${index}`,
    jobId: JOB,
    trigger: 'schedule',
    status: 'succeeded',
    statusReason: null,
    scheduledForMs: dueAtMs,
    dueAtMs,
    missedUntilMs: null,
    missedCount: null,
    attemptCount: 1,
    lostCount: 0,
    startedAtMs: dueAtMs,
    finishedAtMs: dueAtMs + 10,
    waitingFor: null,
    attempts: [{ number: 1, outcome: 'succeeded', startedAtMs: dueAtMs }],
    ...fields,
  };
}

function deliver(run: RunEvidence, fields: Partial<Delivery> = {}): Delivery {
  return {
    id: run.scheduledForMs,
    atMs: run.scheduledForMs + 5,
    closedAtMs: run.scheduledForMs + 8,
    path: '/ok',
    runId: run.id,
    jobId: run.jobId,
    scheduledFor: new Date(run.scheduledForMs).toISOString(),
    attempt: 1,
    ...fields,
  };
}

/** Six occurrences from START to END, each delivered once. */
function createEvidence(fields: Partial<Evidence> = {}): Evidence {
  const runs = fields.runs ?? Array.from({ length: 6 }, (_, index) => createRun(index));
  const resources = { processes: new Map(), databaseConnections: 10, redisKeys: 5 };
  return {
    jobs: [createJob()],
    jobStates: [{ jobId: JOB, status: 'inactive', statusReason: 'ended', nextRunMs: null }],
    runs,
    deliveries: runs.map((run) => deliver(run)),
    earlierRuns: new Map(),
    laterRuns: new Map(),
    queue: [],
    resources: { before: resources, after: resources },
    readiness: [],
    logs: [],
    unexpectedExits: [],
    fault: { startMs: START + 3_000, endMs: START + 4_500 },
    checkedAtMs: END + 50_000,
    limits: {
      recoveryMs: 5_000,
      latenessMs: 1_000,
      lostAttempts: 0,
      lostAttemptsAtLeast: 0,
      logLinesPerSecond: 100,
      worstMs: 8_000,
    },
    ...fields,
  };
}

const rulesOf = (evidence: Evidence) => new Set(checkEvidence(evidence).violations.map(({ rule }) => rule));
const runsWith = (index: number, fields: Partial<RunEvidence>) =>
  createEvidence().runs.map((run, at) => (at === index ? { ...run, ...fields } : run));
const deliveriesWith = (index: number, fields: Partial<Delivery>) =>
  createEvidence().deliveries.map((delivery, at) => (at === index ? { ...delivery, ...fields } : delivery));

test('accepts sound evidence', () => {
  const { violations, figures } = checkEvidence(createEvidence());
  expect(violations).toEqual([]);
  expect(figures).toMatchObject({ runs: 6, deliveries: 6, secondDeliveries: 0, recoveryMs: 0 });
});

const secondAttempt = { attemptCount: 2, lostCount: 1 };
const lostFirst = [
  { number: 1, outcome: 'lost', startedAtMs: START },
  { number: 2, outcome: 'succeeded', startedAtMs: START },
];

test('accepts a second delivery after a recorded lost attempt', () => {
  const runs = runsWith(2, { ...secondAttempt, attempts: lostFirst });
  const { limits } = createEvidence();
  const evidence = createEvidence({
    runs,
    deliveries: [
      ...createEvidence({ runs }).deliveries,
      deliver(runs[2]!, { attempt: 2, atMs: START + 6_000 }),
    ],
    limits: { ...limits, lostAttempts: 1 },
  });
  expect(checkEvidence(evidence)).toMatchObject({
    violations: [],
    figures: { secondDeliveries: 1, lostAttempts: 1 },
  });
});

test('accepts a stretch of missed occurrences that is counted right', () => {
  const missed = createRun(1, {
    status: 'missed',
    attempts: [],
    attemptCount: 0,
    missedUntilMs: START + 6_000,
    missedCount: 3,
    finishedAtMs: START + 90_000,
  });
  const runs = [createRun(0), missed, createRun(4), createRun(5)];
  const deliveries = runs.filter((run) => run !== missed).map((run) => deliver(run));
  expect(rulesOf(createEvidence({ runs, deliveries }))).toEqual(new Set());
  const miscounted = runs.map((run) => (run === missed ? { ...run, missedCount: 4 } : run));
  expect(rulesOf(createEvidence({ runs: miscounted, deliveries }))).toEqual(new Set(['C2']));
});

test('accepts a missed run without catch-up only if the next occurrence was due', () => {
  const withMissed = (next: number) => {
    const runs = runsWith(1, { status: 'missed', attempts: [], attemptCount: 0, finishedAtMs: START + next });
    const deliveries = runs.filter(({ status }) => status !== 'missed').map((run) => deliver(run));
    return createEvidence({ jobs: [createJob({ catchUp: 'none' })], runs, deliveries });
  };
  expect(rulesOf(withMissed(4_100))).toEqual(new Set());
  expect(rulesOf(withMissed(3_900))).toEqual(new Set(['C4']));
});

const stuck = { status: 'queued', finishedAtMs: null, attempts: [], attemptCount: 0 };
const state: JobStateEvidence = { jobId: JOB, status: 'active', statusReason: null, nextRunMs: null };
const resources = createEvidence().resources.before;
const readySamples = Array.from({ length: 20 }, (_, index) => ({
  atMs: START + 3_500 + index * 1_000,
  ready: new Map([['api 1', true]]),
  deliveries: 3,
}));

/** Evidence with one broken promise, and the rule that must report it. */
const BROKEN: Record<string, [rule: string, change: Partial<Evidence>]> = {
  'a doubled occurrence': ['C1', { runs: [...createEvidence().runs, createRun(3, { id: 'run-3b' })] }],
  'a missing occurrence': ['C2', { runs: createEvidence().runs.toSpliced(3, 1) }],
  'an extra run': ['C2', { runs: [...createEvidence().runs, createRun(2.5)] }],
  'a run that never ends': [
    'C3',
    { runs: runsWith(3, stuck), deliveries: createEvidence().deliveries.toSpliced(3, 1) },
  ],
  'a missing delivery': ['C4', { deliveries: createEvidence().deliveries.toSpliced(3, 1) }],
  'a delivery without a run': ['C4', { deliveries: deliveriesWith(3, { runId: 'stranger' }) }],
  'a run that is missed too soon': ['C4', { runs: runsWith(3, { status: 'missed' }) }],
  'a skipped run without another': ['C4', { runs: runsWith(3, { status: 'skipped' }) }],
  'a doubled delivery': ['C5', { deliveries: [...createEvidence().deliveries, deliver(createRun(3))] }],
  'an unexplained delivery': [
    'C5',
    { deliveries: [...createEvidence().deliveries, deliver(createRun(3), { attempt: 2 })] },
  ],
  'a gap in attempt numbers': ['C5', { runs: runsWith(3, { ...secondAttempt, attempts: [lostFirst[1]!] }) }],
  'another instant in the header': [
    'C6',
    { deliveries: deliveriesWith(3, { scheduledFor: '2027-01-01T00:00:04.000Z' }) },
  ],
  'an early delivery': ['C7', { deliveries: deliveriesWith(3, { atMs: START + 5_999 }) }],
  'a late delivery before the fault': ['C7', { deliveries: deliveriesWith(0, { atMs: START + 1_500 }) }],
  'a run too late even for the fault': ['C7', { deliveries: deliveriesWith(2, { atMs: START + 12_100 }) }],
  'a slow recovery': ['recovery', { deliveries: deliveriesWith(2, { atMs: START + 9_600 }) }],
  'a next run in the past': ['C8', { jobStates: [{ ...state, nextRunMs: END }] }],
  'a next run of an ended job': [
    'C8',
    { jobStates: [{ ...state, status: 'inactive', nextRunMs: END + 2_000 }] },
  ],
  'a changed run': ['C9', { earlierRuns: new Map([['run-0', 'a']]), laterRuns: new Map([['run-0', 'b']]) }],
  'an unknown message': ['C10', { queue: [{ id: 'message', state: 'wait', runIds: ['stranger'] }] }],
  'a malformed message': ['C10', { queue: [{ id: 'message', state: 'active', runIds: undefined }] }],
  'leaked connections': [
    'C11',
    { resources: { before: resources, after: { ...resources, databaseConnections: 40 } } },
  ],
  'a false death': ['lost', { runs: runsWith(3, { ...secondAttempt, attempts: lostFirst }) }],
  'a fault that hit nothing': [
    'scenario',
    { limits: { ...createEvidence().limits, lostAttempts: 9, lostAttemptsAtLeast: 1 } },
  ],
  'two runs at once': [
    'overlap',
    { jobs: [createJob({ overlap: 'skip' })], deliveries: deliveriesWith(2, { closedAtMs: START + 7_000 }) },
  ],
  'readiness that lies': ['ready', { readiness: readySamples }],
  'a flooded log': ['log', { logs: [{ name: 'worker 1', log: { lines: 9_000, mostPerSecond: 9_000 } }] }],
  'an unexpected exit': [
    'exit',
    { unexpectedExits: [{ process: 'worker 1', code: 1, signal: null, atMs: START }] },
  ],
};

test.each(Object.entries(BROKEN))('reports %s', (_, [rule, change]) => {
  expect(rulesOf(createEvidence(change))).toContain(rule);
});
