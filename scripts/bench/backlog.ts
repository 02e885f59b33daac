// Measures a backlog: late runs drain at the fire rate while runs that come due stay punctual.
import { setTimeout as delay } from 'node:timers/promises';
import { makeOurs } from './contenders.ts';
import { fireOnce } from './fire.ts';
import { createFlow, readFlow } from './flow.ts';
import { withGround } from './ground.ts';
import { startOurs } from './ours.ts';
import { type Context, format, type Report } from './report.ts';

/** What is measured as fresh begins so long after the worker. */
const START_MS = 2_000;
/** The fresh runs take their share of the worker, and rescue its pauses. */
const DRAIN_SHARE = 0.9;

/** Only the API runs until the backlog is late: past a minute the catch-up policy decides about each run. */
export async function measure({ knobs, report }: Context): Promise<Report> {
  return await withGround(knobs, async (ground) => {
    report(`measuring the fire rate with ${knobs.burst} runs`);
    const peak = await fireOnce(ground, await makeOurs(ground), knobs.burst, knobs);
    const databaseUrl = await ground.makeMonth('backlog');
    const ours = await startOurs({ ground, databaseUrl, redisUrl: ground.nextRedisUrl(), withWorker: false });
    report(`creating ${knobs.backlog} jobs`);
    const dueAt = Math.ceil((Date.now() + 8_000 + knobs.backlog) / 1_000) * 1_000;
    await ours.createBurst(dueAt, knobs.backlog);
    await ground.target.call('forget');
    const late = { from: dueAt, to: dueAt + 1 };
    await delay(dueAt + knobs.backlogLateSeconds * 1_000 - Date.now());
    await createFlow(ours, knobs.freshPerSecond);
    const startedAt = Date.now();
    await ours.startWorker();
    const readyAt = Date.now();
    const from = Math.ceil((readyAt + START_MS) / 1_000) * 1_000;
    const deadline = readyAt + knobs.deadlineSeconds * 1_000;
    let drained = 0;
    while (drained < knobs.backlog && Date.now() < deadline) {
      await delay(200);
      if ((await ground.target.call('count', late)) >= knobs.backlog || Date.now() + 400 > deadline) {
        drained = await ours.countSucceeded(late);
      }
    }
    const drainedAt = Date.now();
    if (drained < knobs.backlog) drained = await ours.countSucceeded(late);
    const drainSeconds = (drainedAt - readyAt) / 1_000;
    const to = Math.max(from + 1_000, Math.ceil(drainedAt / 1_000) * 1_000);
    await delay(to - Date.now());
    const fresh = await readFlow({
      ground,
      ours,
      range: { from, to },
      expected: (knobs.freshPerSecond * (to - from)) / 1_000,
      spanMs: 1_000,
    });
    const drainRate = drained / drainSeconds;
    const doubled = (await ground.target.call('summarize', late)).doubled;
    return {
      title: `backlog: ${format(knobs.backlog)} runs ${format((readyAt - dueAt) / 1_000)} s late, ${knobs.freshPerSecond} fresh ones each second`,
      notes: [
        ground.settings,
        `The worker was ready after ${format(readyAt - startedAt)} ms. Errors logged: ${ours.countErrors()}.`,
      ],
      tables: [
        {
          title: 'Backlog and fresh runs',
          head: ['', ''],
          rows: [
            ['fire rate, runs/s', format(peak.perSecond)],
            ['backlog drained, runs', format(drained)],
            ['in seconds', format(drainSeconds)],
            ['drain rate, runs/s', format(drainRate)],
            ['fresh runs', `${fresh.delivered.count} of ${fresh.expected}`],
            ['fresh p50 lateness, ms', format(fresh.delivered.p50Ms)],
            ['fresh p99 lateness, ms', format(fresh.delivered.p99Ms)],
            ['fresh max lateness, ms', format(fresh.delivered.maxMs)],
          ],
        },
      ],
      promises: [
        {
          about: 'p99 lateness of fresh runs',
          measured: fresh.delivered.p99Ms,
          limit: 100,
          bound: 'at most',
          unit: 'ms',
        },
        {
          about: 'fresh runs succeeded',
          measured: fresh.succeeded,
          limit: fresh.expected,
          bound: 'at least',
          unit: 'runs',
        },
        {
          about: 'drain rate beside the fire rate',
          measured: drainRate / peak.perSecond,
          limit: DRAIN_SHARE,
          bound: 'at least',
          unit: '×',
        },
        {
          about: 'backlog succeeded',
          measured: drained,
          limit: knobs.backlog,
          bound: 'at least',
          unit: 'runs',
        },
        {
          about: 'doubled deliveries',
          measured: doubled + fresh.delivered.doubled,
          limit: 0,
          bound: 'at most',
          unit: 'runs',
        },
      ],
      figures: { peak, drained, drainSeconds, drainRate, fresh },
    };
  });
}
