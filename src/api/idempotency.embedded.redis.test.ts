// Tests Idempotency-Key, ETag and If-Match, and jobs by key.
import { describe, expect, test } from 'vitest';
import type { Job, JobInput } from '../../client/src/index.ts';
import { refusalOf } from '../testing/refusal.ts';
import { useService } from '../testing/use-service.ts';
import { yearlyJob } from '../testing/yearly-job.ts';

const { service, target } = useService();

const jobs = () => service.scheduler.jobs;
const input = (fields?: Partial<JobInput>) => yearlyJob(target.url, fields);
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  service.request('POST', path, body, headers);
const unique = () => crypto.randomUUID();

describe('Idempotency-Key', () => {
  test('idempotency-004: a repeated request is executed once and returns the same response', async () => {
    const key = unique();
    const name = `once ${key}`;
    const first = await post('/jobs', input({ name }), { 'idempotency-key': key });
    const body = (await first.json()) as Job;
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    // The same JSON value as different text.
    const { target: url, ...rest } = input({ name });
    const again = await post('/jobs', JSON.stringify({ target: url, ...rest }, null, 2), {
      'idempotency-key': key,
    });
    expect(again.status).toBe(201);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/jobs/${body.id}`);
    expect(again.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await again.json()).toEqual(body);
    expect((await jobs().list({ q: name })).data).toHaveLength(1);
  });

  test('idempotency-002: another body is refused; another route is another request', async () => {
    const key = unique();
    const { id } = (await (await post('/jobs', input(), { 'idempotency-key': key })).json()) as Job;
    const other = await post('/jobs', input({ name: 'other' }), { 'idempotency-key': key });
    expect(other.status).toBe(422);
    const run = await post(`/jobs/${id}/runs`, {}, { 'idempotency-key': key });
    const again = await post(`/jobs/${id}/runs`, {}, { 'idempotency-key': key });
    expect([run.status, again.status]).toEqual([202, 202]);
    expect(((await again.json()) as Job).id).toBe(((await run.json()) as Job).id);
    expect((await jobs().listRuns(id)).data).toHaveLength(1);
  });

  test('idempotency-010: an error is not stored', async () => {
    const key = unique();
    const bad = await post('/jobs', input({ cron_expression: 'no' }), { 'idempotency-key': key });
    expect(bad.status).toBe(422);
    const good = await post('/jobs', input(), { 'idempotency-key': key });
    expect([good.status, good.headers.get('idempotent-replayed')]).toEqual([201, null]);
  });

  test('concurrent requests create one job', async () => {
    const key = unique();
    const name = `at once ${key}`;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post('/jobs', input({ name }), { 'idempotency-key': key })),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([]);
    expect((await jobs().list({ q: name })).data).toHaveLength(1);
  });

  test.each([
    ['idempotency-006', 'k'.repeat(256)],
    ['idempotency-007', '\u00e4'],
    ['idempotency-007', ' '],
    ['idempotency-007', 'a b'],
  ])('%s: the key %o is refused', async (_id, key) => {
    const refused = await post('/jobs', input(), { 'idempotency-key': key });
    expect(refused.status).toBe(400);
  });
});

describe('ETag and If-Match', () => {
  test('a write with an outdated ETag is refused', async () => {
    const job = await jobs().create(input());
    const path = `/jobs/${job.id}`;
    const read = await service.request('GET', path);
    const etag = read.headers.get('etag')!;
    expect(etag).toBe('"1"');
    const patch = (ifMatch: string) =>
      service.request(
        'PATCH',
        path,
        { timeout_seconds: Math.ceil(Math.random() * 1_000) },
        { 'if-match': ifMatch },
      );
    const written = await patch(etag);
    expect([written.status, written.headers.get('etag')]).toEqual([200, '"2"']);
    expect((await patch(etag)).status).toBe(412);
    expect((await patch('W/"2"')).status).toBe(412);
    expect((await patch('"1", "2"')).status).toBe(200);
    expect((await patch('*')).status).toBe(200);
    expect((await service.request('DELETE', path, undefined, { 'if-match': '"2"' })).status).toBe(412);
    expect((await service.request('DELETE', path, undefined, { 'if-match': '"4"' })).status).toBe(204);
  });

  test('a write without a change keeps the ETag', async () => {
    const job = await jobs().create(input({ tags: ['a', 'b', 'a'], exclude: ['2030-01-01'] }));
    expect(job.tags).toEqual(['a', 'b']);
    expect(await jobs().replace(job.id, job)).toEqual(job);
    expect(await jobs().update(job.id, {})).toEqual(job);
    expect((await jobs().listChanges(job.id)).data).toHaveLength(1);
  });
});

describe('by key', () => {
  test('PUT creates a job once, then replaces it, also with concurrent requests', async () => {
    const key = `app:${unique()}`;
    const made = await service.request('PUT', `/jobs/by-key/${key}`, input());
    const job = (await made.json()) as Job;
    expect([made.status, made.headers.get('location')]).toEqual([201, `/jobs/${job.id}`]);
    expect(job.key).toBe(key);
    const again = await service.request('PUT', `/jobs/by-key/${key}`, input());
    expect([again.status, await again.json()]).toEqual([200, job]);
    const edited = await jobs().ensure(key, input({ name: 'edited' }));
    expect([edited.id, edited.name, edited.version]).toEqual([job.id, 'edited', 2]);
    expect((await jobs().getByKey(key)).id).toBe(job.id);
    expect(await refusalOf(jobs().ensure(key, input({ key: 'other' })))).toEqual([422, '/key']);

    const crowd = `crowd:${unique()}`;
    const all = await Promise.all(Array.from({ length: 20 }, () => jobs().ensure(crowd, input())));
    expect(new Set(all.map(({ id, version }) => `${id} ${version}`)).size).toBe(1);

    expect((await service.request('DELETE', `/jobs/by-key/${key}`)).status).toBe(204);
    expect(await refusalOf(jobs().getByKey(key))).toEqual([404]);
    expect((await service.request('DELETE', `/jobs/by-key/${key}`)).status).toBe(404);
  });

  test.each(['runs', 'changes', 'batch'])('a key may be called %s', async (key) => {
    expect((await jobs().ensure(key, input())).key).toBe(key);
    expect((await jobs().getByKey(key)).key).toBe(key);
    await service.request('DELETE', `/jobs/by-key/${key}`);
  });
});
