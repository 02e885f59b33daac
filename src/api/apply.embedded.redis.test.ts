// Tests that sets of jobs are applied as a whole, and change nothing outside of the set.
import { beforeAll, describe, expect, test } from 'vitest';
import type { JobApply, JobPlan, SchedulerError } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';

const { service } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });

let sets = 0;

/** A set of its own for each test: the tests share a service. */
function newSet() {
  const set = `set${++sets}`;
  const job = (name: string, fields: object = {}) => ({
    key: `${set}:${name}`,
    name,
    target: 'https://example.com/',
    schedule_type: 'cron' as const,
    cron_expression: '0 6 1 * *',
    ...fields,
  });
  const apply = async (jobs: JobApply['jobs'], options: Partial<JobApply> = {}) =>
    await service.scheduler.jobs.apply({ managed_by: set, jobs, ...options });
  return { set, job, apply };
}

const actionsOf = ({ jobs }: JobPlan) => Object.fromEntries(jobs.map(({ name, action }) => [name, action]));

async function failureOf(call: Promise<unknown>): Promise<SchedulerError> {
  return (await call.then(
    () => undefined,
    (error: unknown) => error,
  )) as SchedulerError;
}

describe('a set of jobs', () => {
  const { set, job, apply } = newSet();

  beforeAll(async () => {
    const created = await apply([job('a'), job('b', { status: 'inactive' }), job('c')]);
    expect(actionsOf(created)).toEqual({ a: 'create', b: 'create', c: 'create' });
  });

  test('a repeated request changes nothing', async () => {
    const { counts } = await apply([job('a'), job('b', { status: 'inactive' }), job('c')]);
    expect(counts).toEqual({ create: 0, update: 0, unchanged: 3, delete: 0, keep: 0 });
  });

  test('a dry run returns the plan, and only this plan is carried out with its ID', async () => {
    const next = [job('a', { timeout_seconds: 60 }), job('b', { status: 'active' }), job('d')];
    const options = { prune: true };
    const plan = await apply(next, { ...options, dry_run: true });
    expect(actionsOf(plan)).toEqual({ a: 'update', b: 'update', c: 'delete', d: 'create' });
    expect(plan.jobs[0]).toMatchObject({ before: { timeout_seconds: 30 }, after: { timeout_seconds: 60 } });
    expect(plan.jobs[1]).toMatchObject({ changed: ['status'], after: { status: 'active' } });
    const stored = await service.scheduler.jobs.list({ managed_by: set });
    expect(stored.data.map(({ version }) => version)).toEqual([1, 1, 1]);

    const changed = [...next.slice(0, 2), job('e')];
    const other = await failureOf(apply(changed, { ...options, plan_id: plan.plan_id }));
    expect(other).toMatchObject({ status: 409, message: expect.stringContaining('Plan again') });

    const done = await apply(next, { ...options, plan_id: plan.plan_id });
    expect(done.counts).toEqual(plan.counts);
    const { data } = await service.scheduler.jobs.list({ managed_by: set, sort: 'name' });
    expect(data.map(({ name, status }) => `${name} ${status}`)).toEqual(['a active', 'b active', 'd active']);
    const audit = await service.scheduler.audit.list({ limit: 4 });
    expect(audit.data.map(({ action }) => action).sort()).toEqual([
      'job.created',
      'job.deleted',
      'job.updated',
      'job.updated',
    ]);
  });

  test('without prune, other jobs of the set stay', async () => {
    expect(actionsOf(await apply([job('a', { timeout_seconds: 60 })]))).toEqual({
      a: 'unchanged',
      b: 'keep',
      d: 'keep',
    });
  });
});

test('jobs outside of the set are not touched', async () => {
  const { set, job, apply } = newSet();
  const free = await service.scheduler.jobs.create(job('free'));
  await service.scheduler.jobs.create({ ...job('taken'), managed_by: 'others' });
  const failure = await failureOf(apply([job('new'), job('free'), job('taken')], { prune: true }));
  expect(failure.status).toBe(409);
  expect(failure.fieldErrors).toEqual([
    { pointer: '/jobs/1/key', detail: expect.stringContaining('no set manages') },
    { pointer: '/jobs/2/key', detail: expect.stringContaining('managed by others') },
  ]);
  expect((await service.scheduler.jobs.list({ managed_by: set })).data).toEqual([]);

  expect(actionsOf(await apply([job('free')], { adopt: true }))).toEqual({ free: 'update' });
  expect(await service.scheduler.jobs.get(free.id)).toMatchObject({ managed_by: set, version: 2 });
});

test('all errors name their job, and nothing is stored', async () => {
  const { set, job, apply } = newSet();
  const failure = await failureOf(
    apply([
      job('good'),
      job('bad', { cron_expression: '0 0 12 ? * 2-6' }),
      job('past', { ends_at: '2020-01-01T00:00:00Z' }),
    ]),
  );
  expect(failure).toMatchObject({
    status: 422,
    fieldErrors: [
      { pointer: '/jobs/1/cron_expression', suggestion: { cron_expression: '0 12 * * MON-FRI' } },
      { pointer: '/jobs/2/ends_at' },
    ],
  });
  const { key: _, ...keyless } = job('keyless');
  const keys = await failureOf(apply([job('a'), keyless, job('a'), job('b', { managed_by: 'others' })]));
  expect(keys.fieldErrors.map(({ pointer }) => pointer)).toEqual([
    '/jobs/1/key',
    '/jobs/2/key',
    '/jobs/3/managed_by',
  ]);
  expect((await service.scheduler.jobs.list({ managed_by: set })).data).toEqual([]);
});

test('secrets are compared, and never returned', async () => {
  const { job, apply } = newSet();
  const secured = (token: string) => [job('a', { headers: { authorization: `Bearer ${token}` } })];
  expect(JSON.stringify(await apply(secured('first-token')))).not.toContain('first-token');
  expect((await apply(secured('first-token'))).counts.unchanged).toBe(1);
  const rotated = await apply(secured('second-token'));
  expect(rotated.jobs[0]).toMatchObject({
    changed: ['headers'],
    after: { headers: { authorization: '[redacted]' } },
  });
});

test('concurrent requests create each job once', async () => {
  const { set, job, apply } = newSet();
  const jobs = Array.from({ length: 20 }, (_, index) => job(`job ${index}`.replace(' ', '-')));
  const plans = await Promise.all(Array.from({ length: 4 }, () => apply(jobs)));
  expect(plans.map(({ counts }) => counts.create + counts.unchanged)).toEqual([20, 20, 20, 20]);
  expect((await service.scheduler.jobs.list({ managed_by: set, limit: 100 })).data).toHaveLength(20);
});

test('hundreds of jobs are created, updated and deleted', async () => {
  const { job, apply } = newSet();
  const jobs = (timeout_seconds: number) =>
    Array.from({ length: 300 }, (_, index) => job(`${index}`, { timeout_seconds }));
  expect((await apply(jobs(30))).counts.create).toBe(300);
  expect((await apply(jobs(60))).counts.update).toBe(300);
  expect((await apply(jobs(60))).counts.unchanged).toBe(300);
  expect((await apply([], { prune: true })).counts.delete).toBe(300);
});
