// Tests job timelines: last runs and next occurrences.
import { expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

const jobs = () => service.scheduler.jobs;

const createJob = (fields?: Partial<JobInput>) => jobs().create(yearlyJob(target.url, fields));

async function nextOf(id: string): Promise<string[]> {
  return (await jobs().listTimelines([id]))[0]!.next;
}

test('the last 20 runs of each job, oldest first, in the order of the IDs', async () => {
  const [busy, idle, deleted] = [await createJob(), await createJob(), await createJob()];
  const started: string[] = [];
  for (let i = 0; i < 22; i++) started.push((await jobs().run(busy.id)).id);
  await waitFor('the ends', async () => {
    const { data } = await jobs().listRuns(busy.id, { status: 'succeeded' });
    return data.length === started.length;
  });
  await jobs().delete(deleted.id);

  const unknown = crypto.randomUUID();
  const found = await jobs().listTimelines([idle.id, unknown, busy.id, deleted.id, idle.id]);
  expect(found.map(({ job_id }) => job_id)).toEqual([idle.id, busy.id]);
  expect(found[0]!.runs).toEqual([]);
  expect(found[1]!.runs.map(({ id }) => id)).toEqual(started.slice(-20));

  const last = found[1]!.runs.at(-1)!;
  const run = await service.scheduler.runs.get(last.id);
  expect(run).toMatchObject(last);
  expect(last).toMatchObject({
    status: 'succeeded',
    trigger: 'manual',
    status_code: 200,
    missed_count: null,
  });
});

test('the next occurrences respect days off and the end of the schedule', async () => {
  const year = new Date().getUTCFullYear() + 1;
  const schedule = {
    schedule_type: 'cron' as const,
    cron_expression: '30 9 1 1-6 *',
    timezone: 'Europe/Berlin',
    starts_at: `${year}-01-01T00:00:00Z`,
    exclude: [`${year}-02-01`],
    ends_at: `${year}-05-15T00:00:00Z`,
  };
  const job = await createJob(schedule);
  const preview = await service.scheduler.schedules.preview({ ...schedule, count: 5 });
  expect(preview.occurrences).toHaveLength(4);
  expect(await nextOf(job.id)).toEqual(preview.occurrences.map(({ at }) => at));
  expect(job.next_run).toBe(preview.occurrences[0]!.at);

  const yearly = await createJob();
  const next = await nextOf(yearly.id);
  expect(next).toHaveLength(5);
  expect(next[0]).toBe(yearly.next_run);
});

test('max_runs limits the next occurrences; inactive jobs have none', async () => {
  expect(await nextOf((await createJob({ max_runs: 2 })).id)).toHaveLength(2);
  expect(await nextOf((await createJob({ status: 'inactive' })).id)).toEqual([]);
  const once = { schedule_type: 'specific_time', cron_expression: null } as const;
  const { id, next_run } = await createJob({ ...once, specific_time: '2099-12-31T23:59:59Z' });
  expect(await nextOf(id)).toEqual([next_run]);
});

test('lists of jobs and runs by their IDs, which also match the other filters', async () => {
  const [one, other, paused] = [
    await createJob(),
    await createJob(),
    await createJob({ status: 'inactive' }),
  ];
  const runs = [await jobs().run(one.id), await jobs().run(other.id), await jobs().run(other.id)];
  const ids = [one.id, paused.id, crypto.randomUUID()];
  const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
  expect(idsOf(await jobs().list({ ids }))).toEqual([paused.id, one.id]);
  expect(idsOf(await jobs().list({ ids, status: 'active', sort: 'next_run' }))).toEqual([one.id]);
  const runIds = [runs[0]!.id, runs[2]!.id];
  expect(idsOf(await service.scheduler.runs.list({ ids: runIds }))).toEqual(runIds.toReversed());
  expect(idsOf(await service.scheduler.runs.list({ ids: runIds, job_id: one.id }))).toEqual([runs[0]!.id]);
});

test('invalid, missing and too many IDs are refused', async () => {
  const id = crypto.randomUUID();
  const many = Array.from({ length: 101 }, () => crypto.randomUUID()).join();
  for (const query of ['', '?ids=', '?ids=x', `?ids=${id},`, `?ids=${id},${id}x`, `?ids=${many}`]) {
    const answer = await service.request('GET', `/jobs/timelines${query}`);
    expect(answer.status, query).toBe(400);
    const { errors } = (await answer.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer.split('/')[0])).toContain('ids');
  }
  expect((await service.request('GET', `/jobs/timelines?ids=${id}&limit=5`)).status).toBe(400);
  expect(await jobs().listTimelines([])).toEqual([]);
  expect(await jobs().listTimelines(many.split(',').slice(1))).toEqual([]);
});
