// Tests the credentials of jobs over the API: stored, never shown, bound to hosts, used by runs.
import { afterEach, expect, test } from 'vitest';
import type { CredentialInput, JobInput } from '../../client/src/index.ts';
import { makeCertificate } from '../http/test-certificate.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ ENCRYPTION_KEY: Buffer.alloc(32, 3).toString('base64') });
afterEach(() => {
  target.deliveries.length = 0;
});

let count = 0;
const create = (fields: Partial<CredentialInput>) =>
  service.scheduler.credentials.create({ name: `c${++count}`, hosts: [target.url], ...fields });
const createJob = (fields: Partial<JobInput>) =>
  service.scheduler.jobs.create({
    name: 'job',
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    ...fields,
  });

/** The status and the errors of a refused call. */
const refusalOf = async (call: Promise<unknown>) =>
  await call.then(
    () => 'no refusal',
    (error: { status?: number; message: string; problem?: { errors?: object[]; detail?: string } }) => [
      error.status,
      error.problem?.errors ?? error.problem?.detail,
    ],
  );

test('a run uses the credential of its job, which nothing shows', async () => {
  const { jobs, runs, credentials, audit } = service.scheduler;
  target.answer = ({ headers }, response) => response.end(JSON.stringify(headers));
  const { name } = await create({ bearer: { token: 'open sesame-1' } });
  const job = await createJob({ credential: name });
  expect(job.credential).toBe(name);
  const run = await jobs.run(job.id);
  const ended = await waitFor('the end', async () => {
    const found = await runs.get(run.id);
    return found.finished_at !== null && found;
  });
  expect(ended.status).toBe('succeeded');
  expect(target.deliveries[0]?.headers.authorization).toBe('Bearer open sesame-1');
  const { job_count, bearer } = await credentials.get(name);
  expect([job_count, bearer]).toEqual([1, { token: '[redacted]' }]);
  const tested = await jobs.test({ ...job, credential: name });
  expect(tested).toMatchObject({ status_code: 200, request: { headers: { authorization: '[redacted]' } } });

  await credentials.update(name, { bearer: { token: 'open sesame-2' } });
  expect(await refusalOf(credentials.delete(name))).toEqual([
    409,
    `Jobs use this credential: job (${job.id}). Set their credential to null or another one first.`,
  ]);
  await jobs.update(job.id, { credential: null });
  await credentials.delete(name);
  const { data: entries } = await audit.list();
  expect(entries.map(({ action }) => action).filter((action) => action.startsWith('credential'))).toEqual([
    'credential.deleted',
    'credential.updated',
    'credential.created',
  ]);
  expect(JSON.stringify([ended, tested, entries, await jobs.listChanges(job.id)])).not.toContain('sesame');
});

test('a job cannot send a credential elsewhere', async () => {
  const { jobs, credentials } = service.scheduler;
  const { name } = await create({ hosts: ['api.example.com'], header: { name: 'X-Key', value: 'k' } });
  const at = (detail: string) => [422, [{ pointer: '/credential', detail }]];
  const elsewhere =
    'is for api.example.com, not for the target: add other.example.com to the hosts of the credential, or use another credential';
  expect(await refusalOf(createJob({ credential: name, target: 'https://other.example.com/' }))).toEqual(
    at(elsewhere),
  );
  const unknown = at('is unknown: create none with POST /credentials, or use null');
  expect(await refusalOf(createJob({ credential: 'none' }))).toEqual(unknown);
  const headers = { 'x-key': 'mine' };
  const twice = at('sets the header x-key, which headers has too: remove one of them');
  expect(
    await refusalOf(createJob({ credential: name, target: 'https://api.example.com/', headers })),
  ).toEqual(twice);
  const job = await createJob({ credential: name, target: 'https://api.example.com/a', key: `key-${name}` });
  expect(await refusalOf(jobs.update(job.id, { target: 'https://other.example.com/' }))).toEqual(
    at(elsewhere),
  );
  const set = { managed_by: name, dry_run: true };
  const applied = jobs.apply({
    ...set,
    jobs: [{ ...job, key: `new-${name}`, managed_by: name, target: 'http://api.example.com/' }],
  });
  expect(await refusalOf(applied)).toMatchObject([422, [{ pointer: '/jobs/0/credential' }]]);
  expect(
    await refusalOf(credentials.update(name, { hosts: ['b.example.com'], header: { value: 'k' } })),
  ).toMatchObject([409, expect.stringContaining(`targets that hosts would not cover: job (${job.id})`)]);
  await jobs.update(job.id, { credential: null, target: 'https://other.example.com/' });
});

test('a stored secret is kept for its receivers alone', async () => {
  const { credentials } = service.scheduler;
  const oauth2 = { token_url: 'http://127.0.0.1:8081/token', client_id: 'id', client_secret: 'the secret' };
  const { name } = await create({ hosts: ['api.example.com'], oauth2 });
  const kept = await credentials.update(name, { oauth2: { client_secret: '[redacted]', scope: 'a' } });
  expect(kept.oauth2).toEqual({
    ...{ ...oauth2, client_secret: '[redacted]' },
    ...{ scope: 'a', audience: null, auth_style: 'basic' },
  });
  const again = (reason: string) => [
    422,
    [{ pointer: '/oauth2/client_secret', detail: `must be sent again, because ${reason}` }],
  ];
  const moved = { token_url: 'http://127.0.0.1:8082/token' };
  expect(await refusalOf(credentials.update(name, { oauth2: moved }))).toEqual(
    again('the token endpoint has another origin'),
  );
  const hosts = ['api.example.com', 'b.example.com'];
  expect(await refusalOf(credentials.update(name, { hosts }))).toEqual(again('hosts has a new entry'));
  expect((await credentials.update(name, { hosts, oauth2: { client_secret: 'new' } })).hosts).toEqual(hosts);
  const replaced = await credentials.update(name, { oauth2: null, basic: { username: 'u', password: 'p' } });
  expect(replaced).toMatchObject({ oauth2: null, basic: { username: 'u', password: '[redacted]' } });
  await credentials.delete(name);
});

test('invalid parts are refused with the field and the fix', async () => {
  const { cert, key } = makeCertificate(['a.example.com']);
  const other = makeCertificate(['a.example.com']);
  const expired = makeCertificate(['a.example.com'], { expired: true });
  const pointersOf = async (fields: Partial<CredentialInput>) => {
    const [status, errors] = (await refusalOf(create(fields))) as [
      number,
      { pointer: string; detail: string }[],
    ];
    return [status, ...errors.map(({ pointer, detail }) => `${pointer} ${detail}`)];
  };
  const bearer = { token: 't' };
  expect(await pointersOf({})).toEqual([
    422,
    '/ must have one of oauth2, basic, bearer, header, tls and proxy_url',
  ]);
  expect(await pointersOf({ hosts: ['a/b'], bearer })).toEqual([
    422,
    expect.stringMatching(/^\/hosts\/0 must be a host/),
  ]);
  expect(await pointersOf({ bearer, basic: { username: 'a:b', password: 'p' } })).toEqual([
    422,
    '/bearer cannot be set together with basic: choose one, or create two credentials',
    '/basic/username must not contain a colon',
  ]);
  expect(await pointersOf({ header: { name: 'host', value: 'v' } })).toEqual([
    422,
    '/header/name is set by the connection and cannot be set by a job',
  ]);
  expect(await pointersOf({ tls: { certificate: cert, key: other.key } })).toEqual([
    422,
    '/tls/key does not belong to the certificate: send the key of the first certificate',
  ]);
  expect(await pointersOf({ tls: { certificate: expired.cert, key: expired.key, ca: 'no' } })).toEqual([
    422,
    '/tls/ca must have valid certificates as PEM: -----BEGIN CERTIFICATE-----',
    expect.stringMatching(/^\/tls\/certificate expired on .*Z: send a renewed one$/),
  ]);
  expect(await pointersOf({ tls: { certificate: cert } })).toEqual([
    422,
    '/tls/key is required with certificate',
  ]);
  expect(await pointersOf({ proxy_url: 'http://10.0.0.1:3128' })).toEqual([
    422,
    expect.stringMatching(/^\/proxy_url .*ALLOWED_TARGET_HOSTS/),
  ]);
  expect(await pointersOf({ proxy_url: 'https://a.example.com' })).toEqual([
    422,
    '/proxy_url must be a URL such as http://user:password@proxy.example.com:3128',
  ]);
  const { expires_at, tls, proxy_url } = await create({
    tls: { certificate: cert, key },
    proxy_url: 'http://user:hidden@127.0.0.1:3128',
  });
  expect(Date.parse(expires_at!)).toBeGreaterThan(Date.now());
  expect([tls, proxy_url]).toEqual([
    { ca: null, certificate: cert, key: '[redacted]' },
    'http://user:[redacted]@127.0.0.1:3128',
  ]);
});
