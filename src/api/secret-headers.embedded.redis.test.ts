// Tests the secret headers of jobs: sent, kept by edits, and never shown.
import { afterEach, expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService();
afterEach(() => {
  target.deliveries.length = 0;
});

const create = (fields: Partial<JobInput>) =>
  service.scheduler.jobs.create({
    name: 'job',
    target: 'https://example.com/hook',
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    ...fields,
  });

test('a secret header is sent and never shown', async () => {
  const job = await create({ target: target.url, headers: { 'x-api-key': 'open sesame' } });
  await service.scheduler.jobs.update(job.id, { headers: { 'x-other': 'o' } });
  const run = await service.scheduler.jobs.run(job.id);
  const [delivery] = await waitFor('the delivery', () => target.deliveries.length > 0 && target.deliveries);
  expect(delivery?.headers).toMatchObject({ 'x-api-key': 'open sesame', 'x-other': 'o' });
  const ended = await waitFor('the end', async () => {
    const found = await service.scheduler.runs.get(run.id);
    return found.finished_at !== null && found;
  });
  const shown = JSON.stringify([ended, await service.scheduler.jobs.get(job.id)]);
  expect(shown).not.toContain('open sesame');
  expect(ended.attempts[0]?.request?.headers['x-api-key']).toBe('[redacted]');
});

test('[redacted] without a stored value is refused', async () => {
  const error: unknown = await create({ headers: { 'x-token': '[redacted]' } }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ status: 422, problem: { errors: [{ pointer: '/headers/x-token' }] } });
});

test('an edit that moves the target to another origin must send secrets again', async () => {
  const { jobs } = service.scheduler;
  const job = await create({
    target: 'http://127.0.0.1:8080/a',
    headers: { 'X-Api-Key': 'k', 'x-plain': 'y' },
  });
  const move = async (target: string, rest: object = {}) =>
    await jobs.update(job.id, { target, ...rest }).then(
      ({ headers }) => headers,
      (error: { status?: number; problem?: { errors?: object[] } }) => [error.status, error.problem?.errors],
    );
  const redacted = { 'X-Api-Key': '[redacted]', 'x-plain': 'y' };
  expect(await move('http://127.0.0.1:8080/b?c=d')).toEqual(redacted);
  const detail = 'is [redacted], but the target has another origin; send the value';
  for (const target of ['http://127.0.0.1:8081/a', 'http://localhost:8080/a', 'https://127.0.0.1:8080/a'])
    expect(await move(target)).toEqual([422, [{ pointer: '/headers/X-Api-Key', detail }]]);
  expect(await move('http://127.0.0.1/a', { headers: { 'X-Api-Key': 'k2' } })).toEqual(redacted);
  expect(await move('https://127.0.0.1/a')).toEqual(redacted);
  expect(await move('http://127.0.0.1/a')).toMatchObject([422, [{ pointer: '/headers/X-Api-Key' }]]);
});

test('a header that the job marks is sent, and shown nowhere', async () => {
  const { jobs, runs } = service.scheduler;
  target.answer = ({ headers }, response) => response.end(JSON.stringify(headers));
  const job = await create({
    target: target.url,
    headers: { 'X-Tenant': 'acme-secret', 'x-plain': 'y' },
    secret_headers: ['x-tenant'],
  });
  expect(job).toMatchObject({ headers: { 'X-Tenant': '[redacted]' }, secret_headers: ['x-tenant'] });
  const run = await jobs.run(job.id);
  const ended = await waitFor('the end', async () => {
    const found = await runs.get(run.id);
    return found.finished_at !== null && found;
  });
  expect(target.deliveries[0]?.headers).toMatchObject({ 'x-tenant': 'acme-secret' });
  expect(ended.attempts[0]?.response?.body).toContain('"x-tenant":"[redacted]"');

  const unmark = { secret_headers: [] };
  const detail = 'is [redacted], but the header is not secret any more; send the value';
  await expect(jobs.update(job.id, unmark)).rejects.toMatchObject({
    problem: { errors: [{ pointer: '/headers/X-Tenant', detail }] },
  });
  await jobs.update(job.id, { ...unmark, headers: { 'X-Tenant': 'acme-public' } });
  expect((await jobs.get(job.id)).headers).toEqual({ 'X-Tenant': 'acme-public', 'x-plain': 'y' });
  await jobs.update(job.id, { secret_headers: ['X-TENANT'] });
  const everything = JSON.stringify([ended, await jobs.listChanges(job.id)]);
  for (const value of ['acme-secret', 'acme-public']) expect(everything).not.toContain(value);
});
