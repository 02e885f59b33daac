// Tests the erasure of evidence: what is erased, what stays, who may, and the audit log entry.
import { expect, test } from 'vitest';
import { createClient } from '../../client/src/index.ts';
import { contractFetch } from '../testing/contract.ts';
import { API_KEYS, keys, type Role } from '../testing/keys.ts';
import { refusalOf } from '../testing/refusal.ts';
import { useService } from '../testing/use-service.ts';
import { waitFor } from '../testing/wait.ts';

const { service, target } = useService({ API_KEYS, ALLOWED_TARGET_HOSTS: 'public,127.0.0.1' });

const as = (role: Role) =>
  createClient({ baseUrl: service.url, apiKey: keys[role], fetch: contractFetch, retries: 0 });

const PRIVATE = /alice|bob|carol|dave/i;

/** A job whose requests, responses, payload override and audit log name people; its run has two attempts. */
async function createEvidence(name: string) {
  const admin = as('admin');
  let answers = 0;
  target.answer = (_delivery, response) => {
    response.writeHead(answers++ === 0 ? 503 : 200, { 'x-customer': 'bob' }).end('carol');
  };
  const job = await admin.jobs.create({
    name,
    target: target.url,
    schedule_type: 'cron',
    cron_expression: '0 0 1 1 *',
    payload: { customer: 'alice' },
    retry: { max_attempts: 2, initial_delay_seconds: 1, max_delay_seconds: 1 },
  });
  await admin.jobs.update(job.id, { payload: { customer: 'alice', of: 'dave' } });
  const { id } = await admin.jobs.run(job.id, { payload: { customer: 'dave' } });
  const run = await waitFor('the end of the run', async () => {
    const found = await admin.runs.get(id);
    return found.finished_at !== null && found;
  });
  expect(run.attempts.map(({ status_code }) => status_code)).toEqual([503, 200]);
  for (const attempt of run.attempts) expect(JSON.stringify(attempt)).toMatch(PRIVATE);
  const changes = (await admin.jobs.listChanges(job.id)).data;
  expect(JSON.stringify(changes)).toMatch(PRIVATE);
  return { job, run, changes };
}

test('requests, responses, payloads and audited values are erased; times, statuses and other jobs stay', async () => {
  const admin = as('admin');
  const { job, run, changes } = await createEvidence('erased');
  const other = await createEvidence('other');
  expect(await refusalOf(as('operator').jobs.eraseEvidence(job.id, { confirm: job.name }))).toEqual([403]);
  expect(await refusalOf(admin.jobs.eraseEvidence(job.id, { confirm: 'other' }))).toEqual([422, '/confirm']);
  expect(await admin.runs.get(run.id)).toEqual(run);

  const { erased_runs, next_cursor } = await admin.jobs.eraseEvidence(job.id, { confirm: 'erased' });
  expect([erased_runs, next_cursor]).toEqual([1, null]);
  const attempts = run.attempts.map((attempt) => ({ ...attempt, request: null, response: null }));
  expect(await admin.runs.get(run.id)).toEqual({ ...run, attempts });
  expect((await admin.jobs.listChanges(job.id)).data).toEqual(
    changes.map((change) => ({ ...change, before: {}, after: {} })),
  );
  expect((await admin.audit.list({ target: job.id, limit: 1 })).data).toMatchObject([
    { actor: 'makes', action: 'job.evidence_erased', before: {}, after: {} },
  ]);
  expect(JSON.stringify(await admin.runs.list({ limit: 200 }))).not.toMatch(PRIVATE);
  // The definition stays, and a rerun uses its payload.
  expect((await admin.jobs.get(job.id)).payload).toEqual({ customer: 'alice', of: 'dave' });
  target.deliveries.length = 0;
  await admin.runs.retry(run.id);
  await waitFor('the rerun', () => target.deliveries.length > 0);
  expect(JSON.parse(target.deliveries[0]!.body)).toEqual({ customer: 'alice', of: 'dave' });

  expect(await admin.runs.get(other.run.id)).toEqual(other.run);
  expect((await admin.jobs.listChanges(other.job.id)).data).toEqual(other.changes);
});

test('the evidence of a deleted job is erased by its ID, page by page', async () => {
  const admin = as('admin');
  const { job, run } = await createEvidence('deleted');
  await admin.jobs.delete(job.id);
  expect(await refusalOf(admin.jobs.eraseEvidence(job.id, { confirm: 'deleted' }))).toEqual([
    422,
    '/confirm',
  ]);
  await admin.jobs.eraseEvidence(job.id, { confirm: job.id });
  expect(JSON.stringify(await admin.runs.get(run.id))).not.toMatch(PRIVATE);
  expect(JSON.stringify((await admin.jobs.listChanges(job.id)).data)).not.toMatch(PRIVATE);

  const cursor = Buffer.from(JSON.stringify(['evidence', run.id, null])).toString('base64url');
  expect(await admin.jobs.eraseEvidence(job.id, { confirm: job.id, cursor })).toEqual({
    erased_runs: 0,
    next_cursor: null,
  });
  expect(await refusalOf(admin.jobs.eraseEvidence(job.id, { confirm: job.id, cursor: 'forged' }))).toEqual([
    400,
    'cursor',
  ]);
  const unknown = crypto.randomUUID();
  expect(await refusalOf(admin.jobs.eraseEvidence(unknown, { confirm: unknown }))).toEqual([404]);
});
