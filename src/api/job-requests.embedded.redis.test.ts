// Tests that a response names all errors of a job, and the order by next run.
import { expect, test } from 'vitest';
import type { JobInput } from '../../client/src/index.ts';
import { useService } from '../testing/use-service.ts';

// Secrets of channels are stored encrypted.
const { service, target } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });

async function errorsOf(method: string, path: string, sent: unknown): Promise<Record<string, string>> {
  const { errors } = (await (await service.request(method, path, sent)).json()) as {
    errors: { pointer: string; detail: string }[];
  };
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]));
}

test('errors of shape and of meaning are named in one response', async () => {
  const body = {
    name: '',
    target: 'http://10.0.0.1/',
    method: 'FETCH',
    headers: { 'bad name': 'x' },
    schedule_type: 'cron',
    cron_expression: '61 * * * *',
    timezone: 'Mars/Olympus',
    timeout_seconds: 'long',
  };
  const expected = {
    '/name': 'must have a visible character',
    '/method': 'must be one of GET, HEAD, POST, PUT, PATCH, DELETE',
    '/timeout_seconds': 'must be a number, without quotation marks; it is a string',
    '/target': expect.stringContaining('ALLOWED_TARGET_HOSTS'),
    '/headers/bad name': expect.any(String),
    '/timezone': expect.stringContaining('Mars/Olympus'),
    '/cron_expression': expect.stringContaining('61'),
  };
  expect(await errorsOf('POST', '/jobs', body)).toEqual(expected);
  expect(await errorsOf('PUT', '/jobs/by-key/both', body)).toEqual(expected);
  expect(await errorsOf('POST', '/jobs/batch', { jobs: [body] })).toEqual(
    Object.fromEntries(Object.entries(expected).map(([pointer, detail]) => [`/jobs/0${pointer}`, detail])),
  );
  const { id } = await service.scheduler.jobs.create({
    ...{ name: 'patched', target: target.url, schedule_type: 'recurring', interval: 'hour' },
    interval_value: 1,
  });
  // Not that the stored job lacks an expression, or has an interval.
  expect(await errorsOf('PATCH', `/jobs/${id}`, { name: '', timezone: 'Mars/Olympus' })).toEqual({
    '/name': expected['/name'],
    '/timezone': expected['/timezone'],
  });

  expect(
    Object.keys(await errorsOf('POST', '/channels', { name: '', type: 'webhook', url: 'ftp:/x' })).sort(),
  ).toEqual(['/name', '/signing_secret', '/url']);
  expect(
    Object.keys(
      await errorsOf('POST', '/notification-rules', { name: '', event: 'late', failures: 3 }),
    ).sort(),
  ).toEqual(['/channel_ids', '/failures', '/late_seconds', '/name']);
  const oauth2 = { token_url: 'ftp:/x', client_id: '', client_secret: 'secret' };
  expect(
    Object.keys(await errorsOf('POST', '/credentials', { name: 'crm', hosts: ['a b'], oauth2 })).sort(),
  ).toEqual(['/hosts/0', '/oauth2/client_id', '/oauth2/token_url']);
  // What an event needs is unknown if there is no such event. The ID is that of a job.
  expect(
    Object.keys(await errorsOf('POST', '/notification-rules', { name: 'x', event: 'x', channel_ids: [id] })),
  ).toEqual(['/event', '/channel_ids/0']);
});

test('requests about a job, bulk requests and patches name both kinds of errors, too', async () => {
  const { jobs, channels, rules, credentials } = service.scheduler;
  const job = await jobs.create({
    ...{ name: 'asked', target: target.url, schedule_type: 'cron', cron_expression: '0 0 1 1 *' },
  });
  const channel = await channels.create({ name: 'patched', type: 'slack', url: target.url });
  const rule = await rules.create({
    ...{ name: 'patched', event: 'failing', failures: 1, channel_ids: [channel.id] },
  });
  await credentials.create({ name: 'patched', hosts: ['example.com'], bearer: { token: 'secret' } });
  const range = { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' };
  const cases: [method: string, path: string, sent: object, pointers: string[]][] = [
    [
      ...(['POST', '/schedules/preview'] as const),
      { schedule_type: 'cron', cron_expression: '61 * * * *', timezone: 'Mars', count: 0, starts_at: 'x' },
      ['/count', '/cron_expression', '/starts_at', '/timezone'],
    ],
    [
      ...(['POST', '/schedules/preview'] as const),
      { schedule_type: 'recurring', interval: 'day', interval_value: 0, timezone: 'Mars' },
      ['/interval_value', '/timezone'],
    ],
    [
      'PATCH',
      `/jobs/${job.id}`,
      { on_finish: { url: 'ftp:/x', when: 'x' } },
      ['/on_finish/url', '/on_finish/when'],
    ],
    ['POST', `/jobs/${job.id}/pause`, { until: range.to, reason: 5 }, ['/reason', '/until']],
    ['POST', `/jobs/${job.id}/backfill`, { ...range, dry_run: 'no' }, ['/dry_run', '/to']],
    ['POST', '/jobs/bulk', { action: 'x', filter: {} }, ['/action', '/filter']],
    ['POST', '/runs/bulk', { action: 'retry', dry_run: 1 }, ['/dry_run', '/ids']],
    ['PATCH', `/channels/${channel.id}`, { name: '', url: 'ftp:/x' }, ['/name', '/url']],
    ['PATCH', `/notification-rules/${rule.id}`, { name: '', job_id: job.id, tag: 'x' }, ['/name', '/tag']],
    [
      ...(['PATCH', '/credentials/patched'] as const),
      { hosts: ['a b'], oauth2: { token_url: 'ftp:/x', client_id: '' } },
      [
        // The stored token cannot be kept beside another part, or for another host.
        ...['/bearer', '/bearer/token', '/hosts/0'],
        ...['/oauth2/client_id', '/oauth2/client_secret', '/oauth2/token_url'],
      ],
    ],
  ];
  for (const [method, path, sent, pointers] of cases) {
    expect(Object.keys(await errorsOf(method, path, sent)).sort(), `${method} ${path}`).toEqual(pointers);
  }
});

test('jobs sorted by next run are in the order of what they show', async () => {
  const tag = crypto.randomUUID();
  const at = (seconds: number) =>
    Temporal.Now.instant().add({ seconds }).toString({ smallestUnit: 'second' });
  const every = { schedule_type: 'recurring', interval: 'minute', interval_value: 1 } as const;
  const once = { schedule_type: 'specific_time' } as const;
  const make = (job: Partial<JobInput>) =>
    service.scheduler.jobs.create({ name: 'next', target: target.url, tags: [tag], ...job } as JobInput);
  // The first of these is planned at once, so that its next unplanned occurrence is the last one.
  await make({ ...every, starts_at: at(4) });
  await make({ ...once, specific_time: at(40) });
  await make({ ...every, starts_at: at(20), spread_seconds: 10 });
  await make({ ...once, specific_time: at(3_000), status: 'inactive' });
  for (const sort of ['next_run', '-next_run'] as const) {
    const shown: string[] = [];
    for await (const job of service.scheduler.jobs.list({ tag, sort, limit: 2 }))
      shown.push(job.next_due_at ?? '~');
    expect(shown).toHaveLength(4);
    const sorted = shown.toSorted();
    expect(shown).toEqual(sort === 'next_run' ? sorted : sorted.reverse());
  }
});
