// Writing jobs where jobs.test.ts leaves off: every kind of write, the edges of limits, and what secrets must not do.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Job, JobInput, Page, Problem } from '../../client/src/index.ts';
import { startTestService, type TestService } from '../testing/service.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';

let service: TestService;
let target: Target;
beforeAll(async () => {
  [service, target] = await Promise.all([startTestService(), startTarget()]);
});
afterAll(async () => {
  await service.stop();
  await target.close();
});
const ok: Target['answer'] = (_delivery, response) => response.end('ok');
afterEach(() => {
  target.deliveries.length = 0;
  target.answer = ok;
});

const never = '01930000-0000-7000-8000-000000000000';
const yearly = { schedule_type: 'cron', cron_expression: '0 0 1 1 *' } as const;
const basics = { name: 'job', target: 'https://example.com/hook' } as const;
const body = (fields: Partial<JobInput> = {}): JobInput => ({ ...basics, ...yearly, ...fields });
const create = (fields: Partial<JobInput> = {}) => service.scheduler.jobs.create(body(fields));
const at = (msFromNow: number) => new Date(Date.now() + msFromNow).toISOString();
const once = (specific_time: string, fields: Partial<JobInput> = {}) =>
  service.scheduler.jobs.create({ ...basics, schedule_type: 'specific_time', specific_time, ...fields });
const bodyBytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

async function pointersOf(response: Response): Promise<string[]> {
  expect(response.status).toBe(422);
  return ((await response.json()) as Problem).errors!.map((error) => error.pointer);
}

/** Puts `text` where the payload stands, as no `JSON.stringify` would write it. */
const withPayloadText = (text: string) =>
  JSON.stringify(body({ payload: '@' })).replace('"payload":"@"', () => `"payload":${text}`);

async function endOf(runId: string) {
  return await waitFor('the end of the run', async () => {
    const run = await service.scheduler.runs.get(runId);
    return run.finished_at !== null && run;
  });
}

async function jobThat(id: string, holds: (job: Job) => boolean): Promise<Job> {
  return await waitFor('the job', async () => {
    const job = await service.scheduler.jobs.get(id);
    return holds(job) && job;
  });
}

describe('fields that only the service sets', () => {
  const serviceOnly = {
    id: never,
    status_reason: 'missed',
    next_run: '2020-01-01T00:00:00Z',
    last_run: { id: 'nobody reads this' },
    version: 99,
    created_at: 'long ago',
    updated_at: null,
  };

  test('are ignored by POST', async () => {
    const response = await service.request('POST', '/jobs', { ...body(), ...serviceOnly });
    expect(response.status).toBe(201);
    const job = (await response.json()) as Job;
    expect(job).toMatchObject({ status: 'active', status_reason: null, last_run: null, version: 1 });
    expect(job.id).not.toBe(never);
    expect(Math.abs(Date.parse(job.created_at) - Date.now())).toBeLessThan(60_000);
    expect(Date.parse(job.next_run!)).toBeGreaterThan(Date.now());
  });

  test.each(['PUT', 'PATCH'])('are ignored by %s, which then changes nothing', async (method) => {
    const job = await create();
    const response = await service.request(method, `/jobs/${job.id}`, { ...body(), ...serviceOnly });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(job);
  });
});

describe('what GET returns, sent to PUT, changes nothing', () => {
  const schedules: [string, Record<string, unknown>][] = [
    ['cron in a zone', { ...yearly, timezone: 'Europe/Berlin', ends_at: '2090-01-01T00:00:00Z' }],
    ['a specific time', { schedule_type: 'specific_time', specific_time: '2099-06-01T12:00:00.1239+05:30' }],
    [
      'recurring with an anchor',
      {
        schedule_type: 'recurring',
        interval: 'month',
        interval_value: 1,
        starts_at: '2026-01-31T10:00:00+02:00',
      },
    ],
    ['recurring without', { schedule_type: 'recurring', interval: 'minute', interval_value: 100_000 }],
  ];
  test.each(schedules)('%s', async (_what, schedule) => {
    const created = await service.request('POST', '/jobs', { ...basics, ...schedule });
    expect(created.status).toBe(201);
    const job = (await created.json()) as Job;
    expect(await service.scheduler.jobs.replace(job.id, job)).toEqual(job);
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });

  test('a job that is inactive', async () => {
    const job = await create({ status: 'inactive' });
    expect(job).toMatchObject({ status: 'inactive', status_reason: 'paused', next_run: null });
    expect(await service.scheduler.jobs.replace(job.id, job)).toEqual(job);
  });

  test('a job that is completed, whose time has passed', async () => {
    const { id } = await once(at(-1_000), { target: target.url });
    const job = await jobThat(id, ({ status }) => status !== 'active');
    expect(job.status_reason).toBe('completed');
    expect(await service.scheduler.jobs.replace(id, job)).toEqual(job);
  });

  test('a job that has failed: its status is no wish', async () => {
    target.answer = (_delivery, response) => response.writeHead(500).end();
    const { id } = await once(at(-1_000), { target: target.url, retry: { max_attempts: 1 } });
    const job = await jobThat(id, ({ status }) => status !== 'active');
    expect(job).toMatchObject({ status: 'failed', status_reason: 'run_failed', next_run: null });
    expect(await service.scheduler.jobs.replace(id, job)).toEqual(job);
    const failed = await service.scheduler.jobs.list({ status: 'failed' });
    expect(failed.data.map((found) => found.id)).toContain(id);
  });

  test.each([
    ['nulls within', '{"a":null,"b":[null,{"c":null}]}'],
    ['names that JavaScript has for itself', '{"__proto__":{"x":1},"constructor":1,"toString":null}'],
    ['numbers at the edges', '[9007199254740991,-9007199254740991,1e21,5e-324,0.1,1.50]'],
    ['text of every kind', JSON.stringify(['', '\u0001\u001f', '😀', '\u2028', '\uFEFF', 'e\u0301'])],
    ['false', 'false'],
    ['zero', '0'],
    ['an empty text', '""'],
  ])('a payload with %s', async (_what, text) => {
    const response = await service.request('POST', '/jobs', withPayloadText(text));
    expect(response.status).toBe(201);
    const job = (await response.json()) as Job;
    expect(job.payload).toEqual(JSON.parse(text));
    const stored = await (await service.request('GET', `/jobs/${job.id}`)).text();
    const again = await service.request('PUT', `/jobs/${job.id}`, stored);
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual(job);
  });
});

describe('PUT', () => {
  test('takes every field that is left out back to its default', async () => {
    const job = await create({
      description: 'd',
      method: 'PUT',
      headers: { 'x-plain': 'y' },
      payload: { a: 1 },
      timezone: 'Europe/Berlin',
      starts_at: '2027-01-01T00:00:00Z',
      ends_at: '2099-01-01T00:00:00Z',
      timeout_seconds: 7,
      retry: {
        max_attempts: 1,
        initial_delay_seconds: 1,
        max_delay_seconds: 1,
        factor: 1,
        max_age_seconds: 1,
      },
    });
    const replaced = await service.scheduler.jobs.replace(job.id, body({ retry: { factor: 3 } }));
    expect(replaced).toEqual({
      ...job,
      description: null,
      method: 'POST',
      headers: {},
      payload: null,
      timezone: 'UTC',
      starts_at: null,
      ends_at: null,
      timeout_seconds: 30,
      retry: {
        max_attempts: 4,
        initial_delay_seconds: 10,
        max_delay_seconds: 3_600,
        factor: 3,
        max_age_seconds: 86_400,
      },
      version: job.version + 1,
      updated_at: replaced.updated_at,
      next_run: replaced.next_run,
    });
    expect(replaced.updated_at > job.updated_at).toBe(true);
  });

  test('that only writes the same in other words changes nothing', async () => {
    const job = await create({ starts_at: '2027-01-01T00:00:00Z', payload: { a: 1, b: 2 } });
    const text = JSON.stringify(body({ starts_at: '2027-01-01T02:00:00.0009+02:00' })).replace(
      /}$/,
      ', "payload": { "b": 2.0, "a": 1e0 } }',
    );
    const response = await service.request('PUT', `/jobs/${job.id}`, text);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(job);
  });

  test('of another kind of schedule needs no mention of the kind before', async () => {
    const job = await create();
    const replaced = await service.scheduler.jobs.replace(job.id, {
      ...basics,
      schedule_type: 'recurring',
      interval: 'week',
      interval_value: 1,
    });
    expect(replaced).toMatchObject({ cron_expression: null, interval: 'week', interval_value: 1 });
  });

  test('and PATCH of a job that is not there', async () => {
    for (const method of ['PUT', 'PATCH']) {
      expect((await service.request(method, `/jobs/${never}`, body())).status).toBe(404);
    }
  });
});

describe('secret headers', () => {
  const names = ['Authorization', 'cookie', 'X-Api-Key', 'x-access-token', 'x-secret-sauce', 'x-password'];
  const secrets = Object.fromEntries(names.map((name, index) => [name, `open sesame ${index}`]));
  const redacted = Object.fromEntries(names.map((name) => [name, '[redacted]']));

  test('are kept by writes that say [redacted], are sent, and are shown nowhere', async () => {
    const shown: string[] = [];
    const call = async (method: string, path: string, sent?: unknown) => {
      const response = await service.request(method, path, sent);
      const text = await response.text();
      shown.push(text, JSON.stringify([...response.headers]));
      return JSON.parse(text) as { id: string };
    };
    const { id } = await call('POST', '/jobs', body({ target: target.url, headers: secrets }));
    const job = await service.scheduler.jobs.get(id);
    expect(job.headers).toEqual(redacted);
    await call('PUT', `/jobs/${id}`, { ...job, name: 'renamed' });
    await call('PATCH', `/jobs/${id}`, { headers: { 'x-plain': 'y', cookie: '[redacted]' } });
    await call('POST', `/jobs/${id}/pause`);
    await call('POST', `/jobs/${id}/resume`);
    const run = await call('POST', `/jobs/${id}/runs`);
    await endOf(run.id);
    for (const path of [
      '/jobs?limit=200',
      `/jobs/${id}`,
      `/jobs/${id}/runs`,
      '/runs?limit=200',
      `/runs/${run.id}`,
    ])
      await call('GET', path);

    expect(shown.join('\n')).not.toContain('open sesame');
    const { attempts } = await service.scheduler.runs.get(run.id);
    for (const name of names) {
      expect(attempts[0]?.request?.headers[name.toLowerCase()]).toBe('[redacted]');
      expect(target.deliveries[0]?.headers[name.toLowerCase()]).toBe(secrets[name]);
    }
    expect(attempts[0]?.request?.headers['x-plain']).toBe('y');
  });

  test('are replaced by a new value and removed by leaving them out', async () => {
    const job = await create({ target: target.url, headers: { 'x-token': 'old', authorization: 'old' } });
    await service.scheduler.jobs.replace(job.id, { ...job, headers: { 'x-token': 'new' } });
    await endOf((await service.scheduler.jobs.run(job.id)).id);
    expect(target.deliveries[0]?.headers['x-token']).toBe('new');
    expect(target.deliveries[0]?.headers['authorization']).toBeUndefined();
  });

  test.each(['PUT', 'PATCH'])('cannot be kept by %s where none is stored', async (method) => {
    const job = await create({ headers: { 'x-token': 's' } });
    const headers = { 'x-token': '[redacted]', 'x-other-token': '[redacted]' };
    const response = await service.request(method, `/jobs/${job.id}`, body({ headers }));
    expect(await pointersOf(response)).toEqual(['/headers/x-other-token']);
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });

  test('are not named in what refuses them', async () => {
    const response = await service.request(
      'POST',
      '/jobs',
      body({ headers: { authorization: 'open\nsesame' } }),
    );
    const text = await response.text();
    expect(response.status).toBe(422);
    expect(text).toContain('/headers/authorization');
    expect(text).not.toContain('sesame');
  });
});

describe('PATCH merges after RFC 7396', () => {
  // Appendix A, whose documents all fit into a payload. A payload of null is one that is not there.
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['["a","b"]', '["c","d"]', '["c","d"]'],
    ['{"a":"b"}', '["c"]', '["c"]'],
    ['{"a":"foo"}', 'null', 'null'],
    ['{"a":"foo"}', '"bar"', '"bar"'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['[1,2]', '{"a":"b","c":null}', '{"a":"b"}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ['{"a":1}', '{"__proto__":{"b":null,"c":2}}', '{"a":1,"__proto__":{"c":2}}'],
  ])('%s with %s is %s', async (before, patch, after) => {
    const created = await service.request('POST', '/jobs', withPayloadText(before));
    const { id } = (await created.json()) as Job;
    const patched = await service.request('PATCH', `/jobs/${id}`, `{"payload":${patch}}`);
    expect(patched.status).toBe(200);
    expect(((await patched.json()) as Job).payload).toEqual(JSON.parse(after));
  });

  test('null takes fields back to their defaults, whole or one by one', async () => {
    const job = await create({
      method: 'PUT',
      headers: { 'x-a': '1' },
      timezone: 'Europe/Berlin',
      timeout_seconds: 5,
      ends_at: '2090-01-01T00:00:00Z',
      retry: { max_attempts: 9, factor: 1.5 },
    });
    const one = await service.scheduler.jobs.update(job.id, {
      retry: { factor: null },
      timeout_seconds: null,
    });
    expect(one).toMatchObject({ timeout_seconds: 30, retry: { max_attempts: 9, factor: 2 }, method: 'PUT' });
    const all = await service.scheduler.jobs.update(job.id, {
      method: null,
      headers: null,
      timezone: null,
      ends_at: null,
      retry: null,
    });
    expect(all).toMatchObject({ method: 'POST', headers: {}, timezone: 'UTC', ends_at: null });
    expect(all.retry.max_attempts).toBe(4);
  });

  test('a nested null that no patch mentions stays', async () => {
    const job = await create({ payload: { a: { keep: null }, list: [{ keep: null }] } });
    const patched = await service.scheduler.jobs.update(job.id, { name: 'renamed', payload: { b: 1 } });
    expect(patched.payload).toEqual({ a: { keep: null }, list: [{ keep: null }], b: 1 });
  });

  const kinds = {
    cron: { cron_expression: '0 0 1 1 *' },
    specific_time: { specific_time: '2099-01-01T00:00:00.000Z' },
    recurring: { interval: 'day', interval_value: 3 },
  } as const;
  const none = { cron_expression: null, specific_time: null, interval: null, interval_value: null };
  const pairs = Object.keys(kinds).flatMap((from) =>
    Object.keys(kinds)
      .filter((to) => to !== from)
      .map((to) => [from, to] as [keyof typeof kinds, keyof typeof kinds]),
  );
  test.each(pairs)('from %s to %s, fields of the former are cleared', async (from, to) => {
    const bounds = { starts_at: '2027-01-01T00:00:00.000Z', timezone: 'Asia/Tokyo' };
    const job = await service.scheduler.jobs.create({
      ...basics,
      ...bounds,
      schedule_type: from,
      ...kinds[from],
    });
    const patched = await service.scheduler.jobs.update(job.id, { schedule_type: to, ...kinds[to] });
    expect(patched).toMatchObject({ ...none, schedule_type: to, ...kinds[to], ...bounds });
    expect(patched.next_run).not.toBe(job.next_run);
  });

  test.each([
    ['a kind without its fields', { schedule_type: 'recurring' }, ['/interval', '/interval_value']],
    [
      'a kind with half its fields',
      { schedule_type: 'recurring', interval: 'day', cron_expression: null },
      ['/interval_value'],
    ],
    [
      'a kind with a field of the former',
      {
        schedule_type: 'specific_time',
        specific_time: '2099-01-01T00:00:00Z',
        cron_expression: '0 0 * * *',
      },
      ['/cron_expression'],
    ],
    ['a field of another kind alone', { specific_time: '2099-01-01T00:00:00Z' }, ['/specific_time']],
    ['the kind’s own field taken away', { cron_expression: null }, ['/cron_expression']],
    ['a required field taken away', { name: null }, ['/name']],
    ['a target taken away', { target: null }, ['/target']],
    ['a method that takes no payload', { method: 'GET' }, ['/payload']],
    ['a private target', { target: 'http://10.0.0.1/' }, ['/target']],
    ['an unknown field', { nonsense: null }, ['/nonsense']],
    ['an unknown field within', { retry: { often: null } }, ['/retry/often']],
    ['an end before the start', { ends_at: '2026-01-01T00:00:00Z' }, ['/ends_at']],
    ['a zone that is not one', { timezone: 'Mars/Phobos' }, ['/timezone']],
    ['a header of ours', { headers: { 'webhook-id': 'x' } }, ['/headers/webhook-id']],
    ['a number out of range', { retry: { max_attempts: 51 } }, ['/retry/max_attempts']],
  ])('%s is refused on the result, and changes nothing', async (_what, patch, pointers) => {
    const job = await create({ payload: { a: 1 }, starts_at: '2027-01-01T00:00:00Z' });
    const response = await service.request('PATCH', `/jobs/${job.id}`, patch);
    expect((await pointersOf(response)).sort()).toEqual(pointers);
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });

  test.each(['[]', '"x"', 'null', '1'])('the patch %s is none', async (patch) => {
    const job = await create();
    const response = await service.request('PATCH', `/jobs/${job.id}`, patch);
    expect(await pointersOf(response)).toEqual(['']);
  });
});

describe.each(['POST', 'PUT'])('by %s', (method) => {
  const { cron_expression: _, ...plain } = body();
  const time = { schedule_type: 'specific_time', specific_time: '2099-01-01T00:00:00Z' };
  const cases: [string, Record<string, unknown>, string[]][] = [
    ['a bad cron field', { ...yearly, cron_expression: '0 24 1 1 *' }, ['/cron_expression']],
    ['four cron fields', { ...yearly, cron_expression: '0 0 1 1' }, ['/cron_expression']],
    ['seven cron fields', { ...yearly, cron_expression: '0 0 0 1 1 * 2030' }, ['/cron_expression']],
    ['no cron at all', { ...yearly, cron_expression: '' }, ['/cron_expression']],
    ['@reboot', { ...yearly, cron_expression: '@reboot' }, ['/cron_expression']],
    ['February 30', { ...yearly, cron_expression: '0 0 30 2 *' }, ['/cron_expression']],
    ['an unknown zone', { ...yearly, timezone: 'Mars/Phobos' }, ['/timezone']],
    ['an offset as a zone', { ...yearly, timezone: '+02:00' }, ['/timezone']],
    [
      'ends_at before starts_at',
      { ...yearly, starts_at: '2030-01-02T00:00:00Z', ends_at: '2030-01-01T00:00:00Z' },
      ['/ends_at'],
    ],
    [
      'ends_at at starts_at',
      { ...yearly, starts_at: '2030-01-01T00:00:00Z', ends_at: '2030-01-01T00:00:00Z' },
      ['/ends_at'],
    ],
    ['cron with a specific time', { ...yearly, specific_time: time.specific_time }, ['/specific_time']],
    [
      'cron with an interval',
      { ...yearly, interval: 'day', interval_value: 1 },
      ['/interval', '/interval_value'],
    ],
    ['a specific time with cron', { ...time, cron_expression: '* * * * *' }, ['/cron_expression']],
    ['a specific time without one', { schedule_type: 'specific_time' }, ['/specific_time']],
    ['a specific time in the past', { ...time, specific_time: '2020-01-01T00:00:00Z' }, ['/specific_time']],
    [
      'a specific time without an offset',
      { ...time, specific_time: '2099-01-01T00:00:00' },
      ['/specific_time'],
    ],
    ['an interval without a value', { schedule_type: 'recurring', interval: 'day' }, ['/interval_value']],
    ['a value without an interval', { schedule_type: 'recurring', interval_value: 1 }, ['/interval']],
    [
      'an interval of 0',
      { schedule_type: 'recurring', interval: 'day', interval_value: 0 },
      ['/interval_value'],
    ],
    [
      'an interval with cron',
      { schedule_type: 'recurring', interval: 'day', interval_value: 1, cron_expression: '* * * * *' },
      ['/cron_expression'],
    ],
    ['no kind', {}, ['/schedule_type']],
    ['an unknown kind', { schedule_type: 'sometimes' }, ['/schedule_type']],
    ['a private address', { ...yearly, target: 'http://10.0.0.1/' }, ['/target']],
    ['a metadata address', { ...yearly, target: 'http://169.254.169.254/latest/meta-data' }, ['/target']],
    ['a mapped address', { ...yearly, target: 'http://[::ffff:10.0.0.1]/' }, ['/target']],
    ['user info', { ...yearly, target: 'https://user:pass@example.com/' }, ['/target']],
    ['a user alone', { ...yearly, target: 'https://example.com@10.0.0.1/' }, ['/target']],
    ['ftp', { ...yearly, target: 'ftp://example.com/' }, ['/target']],
    ['no scheme', { ...yearly, target: 'example.com/hook' }, ['/target']],
    ['HEAD with a payload', { ...yearly, method: 'HEAD', payload: 0 }, ['/payload']],
    ['an unknown field', { ...yearly, nonsense: null }, ['/nonsense']],
    ['an unknown field within', { ...yearly, retry: { often: 1 } }, ['/retry/often']],
    ['the status failed', { ...yearly, status: 'failed' }, ['/status']],
    ['a status there is not', { ...yearly, status: 'completed' }, ['/status']],
    ['another type', { ...yearly, type: 'grpc' }, ['/type']],
  ];
  test.each(cases)('%s is refused, and named', async (_what, fields, pointers) => {
    const job = method === 'PUT' ? await create() : undefined;
    const path = job ? `/jobs/${job.id}` : '/jobs';
    const response = await service.request(method, path, { ...plain, schedule_type: undefined, ...fields });
    expect((await pointersOf(response)).sort()).toEqual(pointers);
    if (job) expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });
});

test('a name is not looked up when it is written', async () => {
  const { target: stored } = await create({ target: 'https://there-is-no-such-name.example.com/hook' });
  expect(stored).toBe('https://there-is-no-such-name.example.com/hook');
});

describe('limits', () => {
  test('a payload of 256 KiB is whole, one byte more is refused', async () => {
    const text = 'x'.repeat(256 * 1024 - 2);
    expect((await create({ payload: text })).payload).toBe(text);
    expect(await pointersOf(await service.request('POST', '/jobs', body({ payload: `${text}x` })))).toEqual([
      '/payload',
    ]);
    // Bytes, not characters.
    const wide = 'ü'.repeat(128 * 1024);
    expect(await pointersOf(await service.request('POST', '/jobs', body({ payload: wide })))).toEqual([
      '/payload',
    ]);
  });

  test('a body of 1 MiB is read, one byte more is not', async () => {
    const empty = { ...body(), nonsense: '' };
    const filled = (bytes: number) => ({ ...empty, nonsense: 'x'.repeat(bytes - bodyBytes(empty)) });
    const mebibyte = 1024 * 1024;
    expect(bodyBytes(filled(mebibyte))).toBe(mebibyte);
    expect(await pointersOf(await service.request('POST', '/jobs', filled(mebibyte)))).toEqual(['/nonsense']);
    const job = await create();
    for (const [method, path] of [
      ['POST', '/jobs'],
      ['PUT', `/jobs/${job.id}`],
      ['PATCH', `/jobs/${job.id}`],
      ['POST', `/jobs/${job.id}/runs`],
    ] as const) {
      expect((await service.request(method, path, filled(mebibyte + 1))).status, `${method} ${path}`).toBe(
        413,
      );
    }
  });

  test('64 levels are held, the 65th is refused', async () => {
    const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    // The body itself is the first level.
    const held = await service.request('POST', '/jobs', withPayloadText(nested(63)));
    expect(held.status).toBe(201);
    expect(JSON.stringify(((await held.json()) as Job).payload)).toBe(nested(63));
    expect(await pointersOf(await service.request('POST', '/jobs', withPayloadText(nested(64))))).toEqual([
      '',
    ]);
    const inText = await service.request('POST', '/jobs', body({ payload: '[{'.repeat(100) }));
    expect(inText.status, 'brackets in text are no levels').toBe(201);
  });

  test.each([
    '9007199254740993',
    '123456789.123456789',
    '{"a":[{"b":1234567890.123456789012345}]}',
    '0.12345678901234567890',
    '3.14159265358979323846',
    '-1e-400',
    '1e309',
  ])('%s, which JavaScript cannot hold exactly, is refused', async (text) => {
    const response = await service.request('POST', '/jobs', withPayloadText(text));
    const [pointer, ...others] = await pointersOf(response);
    expect(pointer).toMatch(/^\/payload(\/|$)/);
    expect(others).toEqual([]);
  });

  test.each([
    '9007199254740992',
    '123456789.12345679',
    '1e22',
    '0.30',
    '"3.14159265358979323846"',
    '"9007199254740993"',
    '["1e400"]',
  ])('%s, which it can hold, is taken', async (text) => {
    expect((await service.request('POST', '/jobs', withPayloadText(text))).status).toBe(201);
  });

  // Whatever calls itself JSON is held to the same as application/json, or is refused as something else.
  describe.each(['application/vnd.api+json', 'application/problem+json'])('%s', (type) => {
    test.each([
      ['U+0000', withPayloadText('{"a":"\\u0000"}')],
      ['a lone surrogate', withPayloadText('"\\ud800"')],
      ['a number that is not exact', withPayloadText('12345678901234567890')],
      ['65 levels', withPayloadText(`${'['.repeat(65)}${']'.repeat(65)}`)],
      ['100 000 levels', withPayloadText(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)],
    ])('opens no way for %s', async (_what, text) => {
      const response = await service.request('POST', '/jobs', text, { 'content-type': type });
      expect([415, 422]).toContain(response.status);
    });
  });
});

describe('pause, resume and written statuses', () => {
  test('a pause takes back what is planned, a resume plans from now on', async () => {
    const soon = at(4_000);
    const job = await once(soon, { target: target.url });
    const runs = async () => (await service.scheduler.jobs.listRuns(job.id)).data;
    expect(await runs()).toMatchObject([{ status: 'queued', trigger: 'schedule', scheduled_for: soon }]);
    await service.scheduler.jobs.pause(job.id);
    expect(await runs()).toEqual([]);
    const resumed = await service.scheduler.jobs.resume(job.id);
    expect(resumed).toMatchObject({ status: 'active', next_run: soon });
    expect(await runs()).toMatchObject([{ status: 'queued', scheduled_for: soon }]);
  });

  test('where no occurrence is left: resume 409, a written status 422', async () => {
    const job = await once(at(-30_000), { status: 'inactive' });
    expect(job).toMatchObject({ status: 'inactive', status_reason: 'paused' });
    expect((await service.request('POST', `/jobs/${job.id}/resume`)).status).toBe(409);
    for (const method of ['PUT', 'PATCH']) {
      const { id: _id, ...same } = job;
      const response = await service.request(method, `/jobs/${job.id}`, { ...same, status: 'active' });
      expect(await pointersOf(response)).toEqual(['/specific_time']);
    }
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });

  test('a pause of what is inactive changes nothing, nor does a resume of what is active', async () => {
    const job = await create();
    expect(await service.scheduler.jobs.resume(job.id)).toEqual(job);
    const paused = await service.scheduler.jobs.pause(job.id);
    expect(await service.scheduler.jobs.pause(job.id)).toEqual(paused);
  });

  test('the status failed is refused by every write', async () => {
    const job = await create();
    for (const method of ['PUT', 'PATCH']) {
      const response = await service.request(method, `/jobs/${job.id}`, { ...body(), status: 'failed' });
      expect(await pointersOf(response)).toEqual(['/status']);
    }
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });

  test('a pause cancels what waits for its next attempt', async () => {
    target.answer = (_delivery, response) => response.writeHead(503).end();
    const day = 86_400;
    const job = await create({
      target: target.url,
      retry: { initial_delay_seconds: day, max_delay_seconds: day },
    });
    const run = await service.scheduler.jobs.run(job.id);
    await waitFor('the first attempt', async () => {
      return (await service.scheduler.runs.get(run.id)).status === 'retrying';
    });
    await service.scheduler.jobs.pause(job.id);
    expect(await service.scheduler.runs.get(run.id)).toMatchObject({
      status: 'canceled',
      status_reason: 'paused',
      attempt_count: 1,
    });
  });

  test('a completed job is revived by PUT with a new time, and runs again', async () => {
    const { id } = await once(at(-1_000), { target: target.url });
    await jobThat(id, ({ status_reason }) => status_reason === 'completed');
    const revived = await service.scheduler.jobs.replace(id, {
      ...basics,
      target: target.url,
      schedule_type: 'specific_time',
      specific_time: at(-500),
    });
    expect(revived.status).toBe('active');
    await waitFor('the second delivery', () => target.deliveries.length === 2);
    expect(await jobThat(id, ({ status }) => status !== 'active')).toMatchObject({
      status: 'inactive',
      status_reason: 'completed',
    });
    expect((await service.scheduler.jobs.listRuns(id)).data).toHaveLength(2);
  });

  test('a failed job is revived by a new time', async () => {
    target.answer = (_delivery, response) => response.writeHead(500).end();
    const { id } = await once(at(-1_000), { target: target.url, retry: { max_attempts: 1 } });
    await jobThat(id, ({ status }) => status === 'failed');
    expect((await service.request('POST', `/jobs/${id}/resume`)).status).toBe(409);
    expect(await service.scheduler.jobs.update(id, { specific_time: '2099-01-01T00:00:00Z' })).toMatchObject({
      status: 'active',
      status_reason: null,
      next_run: '2099-01-01T00:00:00.000Z',
    });
  });

  test('a paused job stays paused under a new schedule', async () => {
    const job = await create({ status: 'inactive' });
    expect(await service.scheduler.jobs.update(job.id, { cron_expression: '0 0 2 1 *' })).toMatchObject({
      status: 'inactive',
      status_reason: 'paused',
      next_run: null,
    });
  });
});

describe('a specific time that has just passed', () => {
  test('fires at once when it is less than a minute ago', async () => {
    const written = at(-50_000);
    const { id } = await once(written, { target: target.url });
    const job = await jobThat(id, ({ status }) => status !== 'active');
    expect(job).toMatchObject({ status_reason: 'completed', last_run: { scheduled_for: written } });
    expect(target.deliveries).toHaveLength(1);
    expect(target.deliveries[0]?.headers['scheduler-scheduled-for']).toBe(written);
  });

  test('is refused when it is more than a minute ago, by every write', async () => {
    const job = await create();
    const fields = { schedule_type: 'specific_time', specific_time: at(-61_000) };
    for (const [method, path, more] of [
      ['POST', '/jobs', basics],
      ['PUT', `/jobs/${job.id}`, basics],
      ['PATCH', `/jobs/${job.id}`, {}],
    ] as const) {
      expect(await pointersOf(await service.request(method, path, { ...more, ...fields }))).toEqual([
        '/specific_time',
      ]);
    }
    expect(await service.scheduler.jobs.get(job.id)).toEqual(job);
  });
});

describe('deletion', () => {
  test('cancels what waits, and leaves every run readable', async () => {
    target.answer = (_delivery, response) => response.writeHead(503).end();
    const day = 86_400;
    const job = await create({
      name: 'gone',
      target: target.url,
      retry: { initial_delay_seconds: day, max_delay_seconds: day },
    });
    const { id } = await service.scheduler.jobs.run(job.id);
    await waitFor('the first attempt', async () => {
      return (await service.scheduler.runs.get(id)).status === 'retrying';
    });
    await service.scheduler.jobs.delete(job.id);
    const run = await service.scheduler.runs.get(id);
    expect(run).toMatchObject({ job_id: job.id, job_name: 'gone', status: 'canceled', attempt_count: 1 });
    expect(run.attempts).toMatchObject([{ outcome: 'rejected', status_code: 503 }]);
    expect((await service.scheduler.runs.list({ job_id: job.id })).data).toHaveLength(1);
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/pause'],
      ['POST', '/resume'],
      ['POST', '/runs'],
    ] as const) {
      const sent = method === 'PATCH' ? {} : undefined;
      const response = await service.request(method, `/jobs/${job.id}${path}`, sent);
      expect(response.status, `${method} ${path}`).toBe(404);
    }
  });

  test('lets an attempt under way finish, without another', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    target.answer = (_delivery, response) => void released.then(() => response.writeHead(503).end());
    const job = await create({ target: target.url, retry: { initial_delay_seconds: 0 } });
    const { id } = await service.scheduler.jobs.run(job.id);
    await waitFor('the request', () => target.deliveries.length === 1);
    await service.scheduler.jobs.delete(job.id);
    release();
    expect(await endOf(id)).toMatchObject({ status: 'failed', attempt_count: 1, status_code: 503 });
    expect(target.deliveries).toHaveLength(1);
  });
});

describe('lists', () => {
  const next = (response: Response) =>
    /^<([^>]+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];

  test('a walk over 120 jobs in pages of 50, by link and by cursor', async () => {
    const before = (await service.scheduler.jobs.list({ limit: 1, status: 'inactive' })).data[0]?.id;
    const ids: string[] = [];
    for (let i = 0; i < 120; i++) ids.push((await create({ name: `walk ${i}`, status: 'inactive' })).id);

    const sizes: number[] = [];
    const seen: string[] = [];
    let path: string | undefined = '/jobs?limit=50&status=inactive';
    while (path !== undefined) {
      const response: Response = await service.request('GET', path);
      const page = (await response.json()) as Page<Job>;
      sizes.push(page.data.length);
      seen.push(...page.data.map((job) => job.id));
      path = next(response);
      expect(path !== undefined).toBe(page.next_cursor !== null);
      if (path === undefined) break;
      const query = new URL(path, service.url).searchParams;
      expect(Object.fromEntries(query)).toEqual({
        limit: '50',
        status: 'inactive',
        cursor: page.next_cursor,
      });
      // A job that comes while one walks does not shift the pages.
      if (sizes.length === 1) await create({ name: 'late', status: 'inactive' });
    }
    expect(sizes.slice(0, 2)).toEqual([50, 50]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.slice(0, 120)).toEqual(ids.toReversed());
    expect(seen[120]).toBe(before);
  }, 60_000);

  test('without a limit a page holds 50', async () => {
    const page = await service.scheduler.jobs.list({ status: 'inactive' });
    expect(page.data).toHaveLength(50);
    expect(page.next_cursor).not.toBeNull();
  });

  test.each([
    'abc',
    '%00',
    never,
    'A'.repeat(21),
    'A'.repeat(23),
    `${'A'.repeat(21)}B`,
    'A'.repeat(300),
  ])('the cursor %s is refused', async (cursor) => {
    for (const list of ['/jobs', '/runs']) {
      const response = await service.request('GET', `${list}?cursor=${cursor}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as Problem).errors?.map(({ pointer }) => pointer)).toEqual(['cursor']);
    }
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=',
    'limit=1.5',
    'limit=1e1',
    'status=paused',
    'nonsense=1',
  ])('%s is refused, and named', async (query) => {
    const response = await service.request('GET', `/jobs?${query}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors?.map(({ pointer }) => pointer)).toEqual([
      query.split('=')[0],
    ]);
  });
});
