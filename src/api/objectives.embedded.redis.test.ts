// Tests lateness objectives: what counts, the budget and burn rates, and who may set them.
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const [ADMIN, VIEWER] = ['ck_admin_0123456789abcdef', 'ck_viewer_0123456789abcdef'];
const { service, target } = useService({ API_KEYS: `ada:admin:${ADMIN},vic:viewer:${VIEWER}` });
const as = (apiKey: string) => createClient({ baseUrl: service.url, apiKey, retries: 0 });

test('scheduled runs in time are good, and manual runs and those of other tags do not count', async () => {
  const { jobs, objectives, runs } = as(ADMIN);
  const created = await objectives.put('pay', { share: 0.75, within_seconds: 86_400 });
  expect(created).toMatchObject({ window_days: 30, good: 0, bad: 0, reached: null, budget_left: 1 });
  const create = (fields: object) =>
    jobs.create({
      ...{ name: 'paid', target: target.url, tags: ['pay'], schedule_type: 'specific_time' },
      ...{ specific_time: new Date(Date.now() + 500).toISOString() },
      ...fields,
    });
  const onTime = await create({});
  await create({ tags: ['other'] });
  await create({ tags: ['pay', 'paid'] });
  await runs.wait((await jobs.run(onTime.id)).id);
  const counted = await waitFor('two good runs', async () => {
    const objective = await objectives.get('pay');
    return objective.good === 2 && objective;
  });
  expect(counted).toMatchObject({ bad: 0, reached: 1, budget_left: 1, burn_rate_1h: 0, burn_rate_24h: 0 });

  expect(await objectives.list()).toHaveLength(1);
});

test('another limit starts the count again, and the audit log has every change', async () => {
  const { objectives, audit } = as(ADMIN);
  const { counted_since: before } = await objectives.put('slow', { share: 0.9, within_seconds: 10 });
  const kept = await objectives.put('slow', { share: 0.99, within_seconds: 10, window_days: 7 });
  expect(kept.counted_since).toBe(before);
  const restarted = await objectives.put('slow', { share: 0.99, within_seconds: 20, window_days: 7 });
  expect(restarted.counted_since > before).toBe(true);
  await objectives.delete('slow');
  await expect(objectives.get('slow')).rejects.toMatchObject({ status: 404 });
  const { data } = await audit.list({ limit: 4 });
  expect(data.map(({ action }) => action)).toEqual([
    'objective.deleted',
    'objective.updated',
    'objective.updated',
    'objective.created',
  ]);
  expect(data[1]).toMatchObject({
    before: { within_seconds: 10 },
    after: { tag: 'slow', within_seconds: 20 },
  });
});

test('viewers read objectives, and a share of 1 is refused', async () => {
  const viewer = as(VIEWER).objectives;
  expect(await viewer.list()).toBeInstanceOf(Array);
  const input = { share: 0.9, within_seconds: 10 };
  await expect(viewer.put('x', input)).rejects.toMatchObject({ status: 403 });
  await expect(as(ADMIN).objectives.put('x', { ...input, share: 1 })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('/share must be less than 1') as string,
  });
});
