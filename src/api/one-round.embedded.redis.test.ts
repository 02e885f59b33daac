// Tests that one response names every error of a request: of shape, of meaning, and of what does not exist.
import { expect, test } from 'vitest';
import { createDocument } from '../../openapi/document.ts';
import { type ContractDocument, operationsOf } from '../../scripts/contract/document.ts';
import { useService } from '../testing/use-service.ts';

// Secrets of channels and credentials are stored encrypted.
const { service, target } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64') });

const NONE = '0198f0c2-7a51-7000-8000-000000000000';
const PAST = '2020-01-01T00:00:00Z';

async function send(method: string, path: string, sent?: unknown) {
  const response = await service.request(method, path, sent);
  const { errors = [] } = (await response.json()) as { errors?: { pointer: string; detail: string }[] };
  const pointers = errors.map(({ pointer }) => pointer).sort();
  return { status: response.status, pointers, errors };
}

/** Items that the requests below are about. */
async function createItems() {
  const { jobs, channels, rules, credentials } = service.scheduler;
  const [tag] = crypto.randomUUID().split('-');
  const job = await jobs.create({
    ...{ name: 'stored', target: target.url, schedule_type: 'cron', cron_expression: '* * * * *' },
    ...{ starts_at: '2030-01-01T00:00:00Z', key: `stored-${tag}`, method: 'GET' },
  });
  const done = await jobs.create({
    ...{ name: 'done', target: target.url, schedule_type: 'cron', cron_expression: '* * * * *' },
    status: 'inactive',
  });
  const channel = await channels.create({ name: 'stored', type: 'slack', url: target.url });
  const rule = await rules.create({
    ...{ name: 'stored', event: 'failing', failures: 1, channel_ids: [channel.id] },
  });
  const credential = `stored-${tag}`;
  await credentials.create({ name: credential, hosts: ['example.com'], bearer: { token: 'secret' } });
  return { job, done, channel, rule, credential };
}

/** Bodies of each route with errors of each kind. */
function casesOf(items: Awaited<ReturnType<typeof createItems>>) {
  const { job, done, channel, rule, credential } = items;
  const cron = { schedule_type: 'cron', cron_expression: '0 0 * * *' };
  const unknown = { name: '', target: 'https://example.com/', credential: 'none', ...cron };
  const ended = { name: '', target: target.url, ends_at: PAST, ...cron };
  const range = { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' };
  type Case = [body: unknown, pointers: string[], parameters?: Record<string, string>];
  const byJob = { id: job.id, key: job.key! };
  const create: Case[] = [
    [unknown, ['/credential', '/name']],
    [ended, ['/ends_at', '/name']],
    // The expression cannot be read, and the end has passed in any case.
    [{ ...ended, name: 'x', cron_expression: '61 * * * *' }, ['/cron_expression', '/ends_at']],
    [{ ...ended, name: 'x', target: 'ftp:/x', status: 'failed' }, ['/ends_at', '/status', '/target']],
    [{ ...unknown, name: 'x', credential, target: 5 }, ['/target']],
    [
      { ...unknown, credential: null, schedule_type: 'x', cron_expression: '61 * * * *' },
      ['/cron_expression', '/name', '/schedule_type'],
    ],
    [{ ...unknown, credential: null, headers: { 'x-token': '[redacted]' } }, ['/headers/x-token', '/name']],
  ];
  // For an active job, an end in the past is valid: it completes the job.
  const replace = create.flatMap(([body, pointers]): Case[] =>
    pointers.includes('/ends_at') ? [] : [[body, pointers, byJob]],
  );
  const inList = (cases: Case[]): Case[] => [
    [
      { jobs: cases.map(([body]) => body) },
      cases.flatMap(([, pointers], index) => pointers.map((pointer) => `/jobs/${index}${pointer}`)).sort(),
    ],
  ];
  const keyed = create.map(
    ([body, pointers], index): Case => [{ ...(body as object), key: `key-${index}` }, pointers],
  );
  return {
    'POST /jobs': create,
    // A test request is sent at once, and needs no occurrence.
    'POST /jobs/test': [[{ ...unknown, timezone: 'Mars' }, ['/credential', '/name', '/timezone']]],
    'PUT /jobs/{id}': replace,
    'PUT /jobs/by-key/{key}': [
      ...create,
      ...replace,
      [{ ...unknown, key: 'other' }, ['/credential', '/key', '/name'], byJob],
    ],
    'PATCH /jobs/{id}': [
      [{ name: '', credential: 'none' }, ['/credential', '/name'], byJob],
      // Before the start of the stored job.
      [{ name: '', ends_at: PAST }, ['/ends_at', '/name'], byJob],
      [{ target: 'ftp:/x', ends_at: PAST }, ['/ends_at', '/target'], byJob],
      [{ name: '', status: 'active', ends_at: PAST }, ['/ends_at', '/name'], { id: done.id }],
      [{ target: 'ftp:/x', status: 'active', ends_at: PAST }, ['/ends_at', '/target'], { id: done.id }],
      // The method of the stored job has no payload.
      [{ name: '', payload: {} }, ['/name', '/payload'], byJob],
      [{ on_finish: { when: 'always' }, timezone: 'Mars' }, ['/on_finish/url', '/timezone'], byJob],
    ],
    'POST /jobs/batch': inList(create),
    'POST /jobs/apply': [
      ...inList(keyed).map(
        ([body, pointers]): Case => [{ ...(body as object), managed_by: 'set' }, pointers],
      ),
      [
        { managed_by: 'set', dry_run: 'no', jobs: [{ ...unknown, name: 'x' }] },
        ['/dry_run', '/jobs/0/credential', '/jobs/0/key'],
      ],
      [{ managed_by: 'set', jobs: [{ ...unknown, name: 'x' }] }, ['/jobs/0/credential', '/jobs/0/key']],
    ],
    'POST /jobs/{id}/runs': [[{ payload: {}, extra: 1 }, ['/extra', '/payload'], byJob]],
    'POST /jobs/{id}/pause': [[{ until: PAST, reason: 5 }, ['/reason', '/until'], byJob]],
    'POST /jobs/{id}/backfill': [
      [{ from: range.to, to: range.from, dry_run: 'no' }, ['/dry_run', '/to'], byJob],
      // More than 1 000 occurrences.
      [{ ...range, dry_run: 'no' }, ['/dry_run', '/to'], { id: done.id }],
    ],
    'POST /jobs/{id}/erase-evidence': [
      [{ confirm: 'other', cursor: 'x', extra: 1 }, ['/confirm', '/cursor', '/extra'], byJob],
    ],
    'POST /jobs/bulk': [[{ action: 'x', filter: {}, cursor: 'x' }, ['/action', '/cursor', '/filter']]],
    'POST /runs/bulk': [[{ action: 'x', filter: {}, cursor: 'x' }, ['/action', '/cursor', '/filter']]],
    'POST /schedules/preview': [
      [{ schedule_type: 'specific_time', specific_time: PAST, count: 0 }, ['/count', '/specific_time']],
      [{ ...cron, timezone: 'Mars', ends_at: PAST }, ['/ends_at', '/timezone']],
    ],
    'POST /channels': [
      [{ name: '', type: 'webhook', url: 'ftp:/x' }, ['/name', '/signing_secret', '/url']],
      [{ name: 'x', type: 'x', url: 'ftp:/x', signing_secret: 'x' }, ['/signing_secret', '/type', '/url']],
    ],
    'PATCH /channels/{id}': [
      [{ name: '', recipients: ['a@example.com'] }, ['/name', '/recipients'], { id: channel.id }],
    ],
    'POST /notification-rules': [
      [
        { name: '', event: 'failing', failures: 1, job_id: NONE, channel_ids: [channel.id, NONE] },
        ['/channel_ids/1', '/job_id', '/name'],
      ],
      [
        { name: 'x', event: 'x', job_id: NONE, channel_ids: ['x', NONE] },
        ['/channel_ids/0', '/channel_ids/1', '/event', '/job_id'],
      ],
    ],
    'PATCH /notification-rules/{id}': [
      [
        { name: '', late_seconds: 5, channel_ids: [NONE] },
        ['/channel_ids/0', '/late_seconds', '/name'],
        { id: rule.id },
      ],
    ],
    'POST /credentials': [
      [
        { name: '', hosts: ['a b'], oauth2: { token_url: 'ftp:/x', client_id: '', client_secret: 'x' } },
        ['/hosts/0', '/name', '/oauth2/client_id', '/oauth2/token_url'],
      ],
    ],
    'PATCH /credentials/{name}': [
      // The stored token would newly be sent to another host.
      [{ hosts: ['example.org'], extra: 1 }, ['/bearer/token', '/extra'], { name: credential }],
      [
        { oauth2: { token_url: 'ftp:/x' }, bearer: null, hosts: ['a b'] },
        ['/hosts/0', '/oauth2/client_id', '/oauth2/client_secret', '/oauth2/token_url'],
        { name: credential },
      ],
    ],
  } as Record<string, Case[]>;
}

/** Routes whose bodies have no errors of meaning. */
const ofShapeOnly = ['POST /pause', 'POST /session', 'PUT /objectives/{tag}'];

test('a request with several invalid fields names all of them', async () => {
  const items = await createItems();
  const cases = Object.entries(casesOf(items));
  for (const [route, bodies] of cases) {
    const [method = '', template = ''] = route.split(' ');
    for (const [body, pointers, parameters = {}] of bodies) {
      const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => parameters[name] ?? NONE);
      const found = await send(method, path, body);
      const what = `${route} ${JSON.stringify(body)}`;
      expect.soft([found.status, ...found.pointers], what).toEqual([422, ...pointers]);
    }
  }

  const document = JSON.parse(JSON.stringify(createDocument())) as ContractDocument;
  const withBody = [...operationsOf(document)].flatMap(([name, { requestBody }]) =>
    requestBody ? [name] : [],
  );
  expect([...cases.map(([name]) => name), ...ofShapeOnly].sort()).toEqual(withBody.sort());
});

test('a query with several invalid parameters names all of them', async () => {
  const later = '2031-01-01T00:00:00Z';
  const cases: [path: string, pointers: string[]][] = [
    [`/occurrences?from=${later}&to=2030-12-31T00:00:00Z&limit=0`, ['limit', 'to']],
    [`/occurrences?from=x&to=${PAST}`, ['from', 'to']],
    // Whether the period is too long depends on its start.
    [`/occurrences?from=x&to=${later}`, ['from']],
    ['/jobs?limit=0&cursor=x', ['cursor', 'limit']],
    // A cursor is valid for one order only.
    ['/jobs?sort=x&cursor=x', ['sort']],
    ['/runs?limit=0&cursor=x', ['cursor', 'limit']],
    [`/jobs/${NONE}/runs?limit=0&cursor=x`, ['cursor', 'limit']],
    [`/jobs/${NONE}/changes?limit=0&cursor=x`, ['cursor', 'limit']],
    ['/audit?limit=0&cursor=x', ['cursor', 'limit']],
    ['/alerts?limit=0&cursor=x', ['cursor', 'limit']],
    ['/notices?limit=0&cursor=x', ['cursor', 'limit']],
    ['/jobs?limit=0&tag=%00', ['limit', 'tag']],
  ];
  for (const [path, pointers] of cases) {
    const found = await send('GET', path);
    expect.soft([found.status, ...found.pointers], path).toEqual([400, ...pointers]);
  }
});

test('text that cannot be stored is named beside the other errors', async () => {
  const body = {
    name: 'a\0',
    target: 'ftp:/x',
    schedule_type: 'cron',
    cron_expression: '61 * * * *',
    tags: 5,
  };
  const { status, pointers } = await send('POST', '/jobs', body);
  expect([status, ...pointers]).toEqual([422, '/cron_expression', '/name', '/tags', '/target']);
});
