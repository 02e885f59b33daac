// Tests the audit log: an entry for every action and refusal with its author, filters, pages, and a bounded flood.
import { expect, test } from 'vitest';
import { type AuditEntry, createClient } from '../../client/src/index.ts';
import { routes } from '../../openapi/document.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, bearer, keys, type Role, signIn, validJob } from '../testing/keys.ts';
import { refusalOf } from '../testing/refusal.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ API_KEYS, ALLOWED_TARGET_HOSTS: 'public,localhost,127.0.0.1' });

const as = (role: Role) =>
  createClient({ baseUrl: service.url, apiKey: keys[role], fetch: contractFetch, retries: 0 });
const shown = ({ actor, via, action }: AuditEntry) => `${actor} ${via ?? '-'} ${action}`;
const list = async (query: Parameters<ReturnType<typeof as>['audit']['list']>[0] = {}) =>
  (await as('viewer').audit.list({ limit: 200, ...query })).data;

/** Sign-ins and refusals are stored within a second. */
async function heard(query: Parameters<typeof list>[0], isEnough: (found: AuditEntry[]) => boolean) {
  return await waitFor('audit log entries', async () => {
    const found = await list(query);
    return isEnough(found) && found;
  });
}

test('every action on a job and its runs has an entry with its author, and a run shows who started it', async () => {
  const [admin, operator] = [as('admin'), as('operator')];
  const { cookie } = await signIn(service, keys.operator);
  const job = await admin.jobs.create({ ...validJob, target: target.url, schedule_type: 'cron' });
  await admin.jobs.update(job.id, { timeout_seconds: 9 });
  const run = await operator.jobs.run(job.id);
  expect(run.started_by).toBe('turns');
  await waitFor('the end', async () => (await admin.runs.get(run.id)).finished_at !== null);
  expect((await admin.runs.get(run.id)).started_by).toBe('turns');
  const rerun = await operator.runs.retry(run.id);
  await admin.jobs.bulk({ action: 'run', ids: [job.id] });
  await service.request('POST', `/jobs/${job.id}/pause`, {}, { cookie });
  await admin.jobs.resume(job.id);
  const past = { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' };
  await operator.jobs.backfill(job.id, past);
  await operator.jobs.bulk({ action: 'pause', ids: [job.id], dry_run: true });
  await admin.jobs.delete(job.id);

  const entries = await list({ target: job.id });
  expect(entries.map(shown).toReversed()).toEqual([
    'makes key job.created',
    'makes key job.updated',
    'turns key run.started',
    'turns key run.rerun',
    'makes key run.started',
    'turns session job.paused',
    'makes key job.resumed',
    'turns key job.backfilled',
    'makes key job.deleted',
  ]);
  expect(entries.at(-2)).toMatchObject({ before: { timeout_seconds: 30 }, after: { timeout_seconds: 9 } });
  expect(await list({ target: rerun.id })).toMatchObject([
    { run_id: rerun.id, job_id: job.id, after: { source_run_id: run.id } },
  ]);
  expect(await list({ target: job.id, actor: 'makes', action: 'run.started' })).toHaveLength(1);
  const half = entries[4]!.created_at;
  const [older, newer] = [
    await list({ target: job.id, to: half }),
    await list({ target: job.id, from: half }),
  ];
  expect(newer.concat(older)).toEqual(entries);
  const paged: AuditEntry[] = [];
  for await (const entry of as('viewer').audit.list({ target: job.id, limit: 2 })) paged.push(entry);
  expect(paged).toEqual(entries);
  // The changes of the job are the same entries.
  expect((await admin.jobs.listChanges(job.id)).data.map(({ action }) => action)).toEqual([
    'deleted',
    'resumed',
    'paused',
    'updated',
    'created',
  ]);
});

test('a scheduler pause, a cancel and a test request have entries; a repeated request adds none', async () => {
  const [admin, operator] = [as('admin'), as('operator')];
  const idempotencyKey = 'one-pause';
  for (let i = 0; i < 2; i++) await operator.system.pause({ reason: 'maintenance' }, { idempotencyKey });
  const job = await admin.jobs.create({ ...validJob, target: target.url });
  const run = await operator.jobs.run(job.id);
  await operator.runs.cancel(run.id);
  await operator.system.resume();
  await admin.jobs.test({ ...validJob, target: `${target.url}?token=secret` });
  const entries = (await list()).slice(0, 6);
  expect(entries.map(shown)).toEqual([
    'makes key job.tested',
    'turns key scheduler.resumed',
    'turns key run.canceled',
    'turns key run.started',
    'makes key job.created',
    'turns key scheduler.paused',
  ]);
  expect(entries[0]!.after).toEqual({ method: 'POST', target_host: '127.0.0.1' });
  expect(entries[5]!.after).toEqual({ reason: 'maintenance' });
});

test('a payload override needs the role admin, or the consent of the job', async () => {
  const [admin, operator] = [as('admin'), as('operator')];
  const job = await admin.jobs.create({ ...validJob, target: target.url, payload: { amount: 1 } });
  expect(job.allow_payload_override).toBe(false);
  const payload = { amount: 1_000_000 };
  expect(await refusalOf(operator.jobs.run(job.id, { payload }))).toEqual([403]);
  await operator.jobs.run(job.id);
  await admin.jobs.run(job.id, { payload });
  await admin.jobs.update(job.id, { allow_payload_override: true });
  const run = await operator.jobs.run(job.id, { payload });
  const [entry] = await list({ target: run.id });
  expect(entry).toMatchObject({ actor: 'turns', action: 'run.started', after: { payload_override: true } });
  expect(JSON.stringify(entry)).not.toContain('1000000');
  const [refused] = await heard({ action: 'request.refused', actor: 'turns' }, (found) => found.length > 0);
  expect(refused).toMatchObject({ route: 'POST /jobs/{id}/runs', status_code: 403, via: 'key', count: 1 });
  expect(refused!.detail).toContain('allow_payload_override');
});

test('sign-ins, sign-outs and refusals are recorded, and a flood of them is merged', async () => {
  const { cookie } = await signIn(service, keys.viewer);
  await service.request('DELETE', '/session', undefined, { cookie });
  await signIn(service, 'a wrong key that is long enough');
  const signed = await heard({}, (found) =>
    ['session.signed_in', 'session.signed_out', 'session.refused'].every((name) =>
      found.some(({ action, actor }) => action === name && (actor === 'looks' || actor === 'unknown')),
    ),
  );
  const refused = signed.find(({ action }) => action === 'session.refused');
  expect(refused).toMatchObject({ actor: 'unknown', route: 'POST /session', status_code: 401 });
  expect(refused!.address).toMatch(/127\.0\.0\.1|::1/);
  expect(JSON.stringify(signed)).not.toContain('long enough');

  const before = (await list({ action: 'request.refused', actor: 'unknown' })).map(({ id }) => id);
  const asked = Object.values(routes).flatMap(({ method, path }) =>
    ['/openapi.json', '/docs', '/', '/healthz', '/readyz', '/session'].includes(path) ? [] : [[method, path]],
  );
  for (let i = 0; i < 3; i++) {
    for (const [method, path] of asked) {
      const response = await fetch(new URL(path!, service.url), { method: method!.toUpperCase() });
      expect(response.status).toBe(401);
    }
  }
  const total = (found: AuditEntry[]) => found.reduce((sum, { count }) => sum + count, 0);
  const fresh = (found: AuditEntry[]) => found.filter(({ id }) => !before.includes(id));
  const found = await heard({ action: 'request.refused', actor: 'unknown' }, (entries) => {
    return total(fresh(entries)) >= 3 * asked.length;
  });
  expect(total(fresh(found))).toBe(3 * asked.length);
  // At least 30 distinct routes in one of at most two minutes, of which 20 get entries of their own.
  expect(asked.length).toBeGreaterThanOrEqual(30);
  expect(fresh(found).length).toBeLessThanOrEqual(42);
  expect(fresh(found).some(({ route, count }) => route === null && count > 1)).toBe(true);
  // A known key is still named during the flood.
  await refusalOf(as('viewer').jobs.create(validJob));
  await service.request('PUT', '/nowhere', {}, bearer(keys.viewer));
  const named = await heard({ actor: 'looks', action: 'request.refused' }, (entries) => entries.length === 2);
  expect(named.map(({ route }) => route).toSorted()).toEqual([null, 'POST /jobs'].toSorted());
});
