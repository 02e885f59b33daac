// Tests a service whose role or database is refused for a while: jobs stay active, and results are stored later.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, test } from 'vitest';
import { createClient } from '../client/src/index.ts';
import { useParts } from './testing/use-processes.ts';
import { waitFor } from './testing/wait.ts';
import { yearlyJob } from './testing/yearly-job.ts';

const parts = useParts();
const role = `scheduler_lost_rights_${process.pid}`;

async function prepareRole() {
  const environment = await parts.prepare();
  const url = new URL(environment['POSTGRES_URL']!);
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  parts.cleanUp(async () => {
    await admin.query(`drop owned by ${role}; drop role ${role}`);
    await admin.end();
  });
  await admin.query(`create role ${role} login`);
  const page = readFileSync(new URL('../docs/deployment.md', import.meta.url), 'utf8');
  for (const [grant] of page.matchAll(/^grant .+ to scheduler;$/gm))
    await admin.query(grant.replace('to scheduler;', `to ${role}`));
  url.username = role;
  return { admin, environment: { ...environment, POSTGRES_URL: url.href } };
}

test('rights that are taken away cost no job and no result', async () => {
  const [{ admin, environment }, target] = await Promise.all([prepareRole(), parts.target()]);
  const held: (() => void)[] = [];
  target.answer = ({ path }, response) => {
    const respond = () => void response.end('ok');
    if (path === '/held') held.push(respond);
    else respond();
  };
  const service = await parts.start(environment);
  const { url } = service;
  const written = () => service.output();
  const { jobs, runs } = createClient({ baseUrl: url!, retries: 0 });
  const isRefused = (table: string) => () => written().includes(`permission denied for table ${table}`);
  const deliveries = (path: string) => target.deliveries.filter((delivery) => delivery.path === path).length;
  const everySecond = await jobs.create({
    ...yearlyJob(`${target.url}/second`),
    cron_expression: '* * * * * *',
  });
  const once = await jobs.create(yearlyJob(`${target.url}/held`));
  const run = await jobs.run(once.id, {});
  await waitFor(
    () => `the request in flight: ${written()}`,
    () => held.length === 1,
  );

  await admin.query(`revoke insert on live_runs, runs from ${role}`);
  await waitFor('the planner', isRefused('live_runs'));
  for (const respond of held) respond();
  await waitFor('the result', isRefused('runs'));
  const refused = await fetch(`${url!}/jobs/${once.id}/runs`, { method: 'POST' });
  expect(refused.status).toBe(503);
  expect((await refused.json()) as object).toMatchObject({
    detail: expect.stringContaining('The database refuses the access of the service.') as string,
  });
  await waitFor('readiness', async () => (await fetch(`${url!}/readyz`)).status === 503);
  await admin.query(`grant insert on live_runs, runs to ${role}`);

  const before = deliveries('/second');
  await waitFor('further runs', () => deliveries('/second') >= before + 2);
  await waitFor('the result', async () => (await runs.get(run.id)).finished_at !== null);
  expect(await runs.get(run.id)).toMatchObject({ status: 'succeeded', attempt_count: 1 });
  expect(deliveries('/held')).toBe(1);
  expect(await jobs.get(everySecond.id)).toMatchObject({ status: 'active' });
  await waitFor('readiness', async () => (await fetch(`${url!}/readyz`)).status === 200);
});

test('a database that has another name for a while costs no job and no result', async () => {
  const [environment, target] = await Promise.all([parts.prepare(), parts.target()]);
  let respond: (() => void) | undefined;
  target.answer = ({ path }, response) => {
    if (path === '/held') respond = () => void response.end('ok');
    else response.end('ok');
  };
  const postgresUrl = new URL(environment['POSTGRES_URL']!);
  const name = postgresUrl.pathname.slice(1);
  postgresUrl.pathname = '/postgres';
  const admin = new pg.Client({ connectionString: postgresUrl.href });
  await admin.connect();
  parts.cleanUp(() => admin.end());
  const service = await parts.start(environment);
  const { url } = service;
  const { jobs, runs } = createClient({ baseUrl: url!, retries: 0 });
  const seconds = () => target.deliveries.filter(({ path }) => path === '/second').length;
  await jobs.create({ ...yearlyJob(`${target.url}/second`), cron_expression: '* * * * * *' });
  const once = await jobs.create(yearlyJob(`${target.url}/held`));
  const run = await jobs.run(once.id, {});
  await waitFor('the request in flight', () => respond !== undefined);

  await admin.query(`alter database ${name} allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await waitFor('the end of the connections', async () => {
    const { rowCount } = await admin.query('select from pg_stat_activity where datname = $1', [name]);
    return rowCount === 0;
  });
  await admin.query(`alter database ${name} rename to ${name}_away`);
  const isMissing = () => service.output().includes(JSON.stringify(`database "${name}" does not exist`));
  await waitFor('the missing database', isMissing);
  respond!();
  expect((await fetch(`${url!}/readyz`)).status).toBe(503);
  expect((await fetch(`${url!}/jobs`)).status).toBe(503);
  await admin.query(`alter database ${name}_away rename to ${name}`);
  await admin.query(`alter database ${name} allow_connections true`);

  const before = seconds();
  await waitFor('further runs', () => seconds() >= before + 2);
  await waitFor('the result', async () => (await runs.get(run.id)).finished_at !== null);
  expect(await runs.get(run.id)).toMatchObject({ status: 'succeeded', attempt_count: 1 });
  await waitFor('readiness', async () => (await fetch(`${url!}/readyz`)).status === 200);
});
