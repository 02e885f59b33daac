// Faults of rows and edits: damaged rows, and edits, pauses and deletions around the due instant.
import type { RequestedJob } from '../evidence.ts';
import type { Field, Scenario } from '../scenario.ts';

const BOTH = ['redis', 'postgres'] as const;
const ALL = [...BOTH, 'embedded'] as const;
const EDITS = 500;
const EDITED_JOBS = 50;
/** A run is claimed at most this long before it is due; then a pause or deletion no longer stops it. */
const CLAIMED_EARLY_MS = 500;

/** Damages that constraints may refuse: a refusal is as good as a parked job. */
const DAMAGES = [
  `update jobs set cron_expression = 'not a schedule' where id = $1`,
  `update jobs set timezone = 'Europe/Atlantis' where id = $1`,
  `update jobs set starts_at = 'infinity' where id = $1`,
  `update jobs set ends_at = '-infinity' where id = $1`,
  `update jobs set created_at = '-infinity' where id = $1`,
  `update jobs set updated_at = 'infinity' where id = $1`,
  `update job_states set next_run = '-infinity', next_due_at = '-infinity' where job_id = $1`,
  `update job_states set run_count = 2147483647 where job_id = $1`,
  `update live_runs set due_at = '-infinity' where job_id = $1`,
  `update live_runs set due_at = 'infinity' where job_id = $1`,
  `update live_runs set attempt_count = 32767 where job_id = $1`,
  `update live_runs set attempt_count = 2147483647 where job_id = $1`,
  `update live_runs set lost_count = 2147483647 where job_id = $1`,
];

const everySecond = { type: 'cron', expression: '* * * * * *', timezone: 'UTC' } as const;

async function createEverySecond({ create, cluster, now }: Field, name: string, lastsMs: number) {
  return await create(
    {
      name,
      target: `${cluster.targetUrl}/ok`,
      schedule_type: 'cron',
      cron_expression: '* * * * * *',
      overlap: 'allow',
      ends_at: new Date(Math.ceil((now() + lastsMs) / 1_000) * 1_000).toISOString(),
    },
    everySecond,
    { isSlow: true },
  );
}

export const rowScenarios: Scenario[] = [
  {
    name: 'rows-damaged',
    group: 'Rows and edits',
    about: `${DAMAGES.length} rows are damaged, each in another way: only their jobs stop`,
    backends: BOTH,
    faultMs: 20_000,
    limits: { recoveryMs: 20_000, worstMs: 2_000 },
    fault: async (field) => {
      const { cluster, wait, expect } = field;
      const damaged: RequestedJob[] = [];
      for (const statement of DAMAGES) {
        const job = await createEverySecond(field, `damaged: ${statement.split(' where')[0]}`, 60_000);
        job.isDamaged = true;
        damaged.push(job);
      }
      await wait(3_000);
      for (const [index, job] of damaged.entries()) {
        await cluster.pool.query(DAMAGES[index]!, [job.id]).catch(() => {});
      }
      await wait(10_000);
      for (const path of ['/jobs?limit=200', '/runs?limit=200', '/stats']) {
        const response = await fetch(`${cluster.apis[0]!.url}${path}`);
        await response.text();
        expect(response.ok, `GET ${path}: ${response.status}`);
      }
      for (const action of ['run', 'pause', 'resume']) {
        const response = await fetch(`${cluster.apis[0]!.url}/jobs/bulk`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ action, ids: damaged.map(({ id }) => id) }),
        });
        await response.text();
        expect(response.ok, `POST /jobs/bulk with ${action}: ${response.status}`);
      }
      for (const job of damaged) {
        const { status } = await fetch(`${cluster.apis[0]!.url}/jobs/${job.id}`, { method: 'DELETE' });
        expect(status === 204, `DELETE of the job "${job.name}": ${status}`);
        job.isDeleted = true;
      }
    },
  },
  {
    name: 'edits-around-due',
    group: 'Rows and edits',
    about: `${EDITS} edits, pauses, resumes and deletions of ${EDITED_JOBS} jobs that run every second`,
    backends: ALL,
    faultMs: 25_000,
    limits: { recoveryMs: 10_000, worstMs: 3_000 },
    fault: async (field) => {
      const jobs: RequestedJob[] = [];
      for (let index = 0; index < EDITED_JOBS; index++)
        jobs.push(await createEverySecond(field, `edited ${index}`, 45_000));
      await field.wait(2_000);
      const perJob = EDITS / EDITED_JOBS;
      await Promise.all(jobs.map(async (job) => await editRepeatedly(field, job, perJob)));
    },
  },
];

/** One edit after the other of one job; edits of different jobs meet. */
async function editRepeatedly({ cluster, random, now, wait }: Field, job: RequestedJob, count: number) {
  let isPaused = false;
  for (let edit = 0; edit < count && !job.isDeleted; edit++) {
    await wait(random.between(200, 2_500));
    const { jobs } = random.pick(cluster.apis).client;
    const current = job.active.at(-1)!;
    const sentMs = now();
    const draw = random.next();
    if (draw < 0.05) {
      await jobs.delete(job.id);
      job.isDeleted = true;
    } else if (draw < 0.3) {
      await jobs.update(job.id, { description: `edit ${edit}` });
    } else if (isPaused) {
      await jobs.resume(job.id);
      job.active.push({ fromMs: sentMs, surelyFromMs: now(), surelyUntilMs: Infinity, untilMs: Infinity });
      isPaused = false;
      continue;
    } else {
      await jobs.pause(job.id);
      isPaused = true;
    }
    if ((isPaused || job.isDeleted) && current.untilMs === Infinity) {
      current.surelyUntilMs = sentMs;
      current.untilMs = now() + CLAIMED_EARLY_MS;
    }
  }
  if (isPaused && !job.isDeleted) {
    const sentMs = now();
    await cluster.apis[0]!.client.jobs.resume(job.id);
    job.active.push({ fromMs: sentMs, surelyFromMs: now(), surelyUntilMs: Infinity, untilMs: Infinity });
  }
}
