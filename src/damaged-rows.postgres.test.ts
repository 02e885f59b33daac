// Damages each column of jobs and runs beside healthy ones: only the damaged row may be affected.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from './store/ids.ts';
import { openStore, type Store } from './store/open.ts';
import { recordLostRuns } from './store/rescue.ts';
import { useService } from './testing/use-service.ts';
import { waitFor } from './testing/wait.ts';
import { yearlyJob } from './testing/yearly-job.ts';

const { service, target } = useService();
let client: pg.Client;
let store: Store;
beforeAll(async () => {
  const postgresUrl = service.environment['POSTGRES_URL']!;
  client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  store = await openStore({ postgresUrl, dataDir: undefined, encryptionKeys: [] });
});
afterAll(async () => {
  await client.end();
  await store.close();
});

/** Values by type, as SQL. */
const DAMAGE: Record<string, string[]> = {
  timestamptz: [`'infinity'`, `'-infinity'`, `'294276-12-31 23:59:59+00'`, `'4714-11-24 00:00:00+00 BC'`],
  int4: ['2147483647', '-2147483648'],
  jsonb: [`'null'`, `'[]'`, `'["x", 5]'`, `'{}'`, `'{"a": [1], "max_attempts": "x"}'`, '\'"x"\'', `'1e400'`],
  varchar: [`'unknown'`, `''`, `'<b>&'`],
  text: [`'unknown'`, `''`, `'<b>&'`],
};
/** A change of these is another row, not a damaged one. */
const IDENTIFYING = new Set(['id', 'job_id', 'key']);

interface Damage {
  table: string;
  /** The column that identifies the row. */
  key: string;
  column: string;
  value: string;
}

/** Every damage of the table's columns that its types and constraints allow, found on one row. */
async function damagesOf(table: string, key: string, id: string): Promise<Damage[]> {
  const { rows } = await client.query<{ column: string; type: string }>(
    `select attname as column, typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  );
  const possible: Damage[] = [];
  for (const { column, type } of rows) {
    if (IDENTIFYING.has(column)) continue;
    for (const value of DAMAGE[type] ?? []) {
      const found = { table, key, column, value };
      await client.query('begin');
      if (await damage(found, id)) possible.push(found);
      await client.query('rollback');
    }
  }
  return possible;
}

/** Damages a row. Returns false if a constraint keeps the value out. */
async function damage({ table, key, column, value }: Damage, id: string): Promise<boolean> {
  try {
    const { rowCount } = await client.query(`update ${table} set "${column}" = ${value} where ${key} = $1`, [
      id,
    ]);
    expect(rowCount, `${table}.${column}`).toBe(1);
    return true;
  } catch (error) {
    expect((error as { code: string }).code, `${table}.${column} = ${value}`).toMatch(/^2[23]/);
    return false;
  }
}

const everySecond = () => ({
  name: 'every second',
  schedule_type: 'cron' as const,
  cron_expression: '* * * * * *',
  target: `${target.url}/healthy`,
  overlap: 'allow' as const,
});

/** Waits until the healthy job has been delivered twice more, so that planning, claims and results go on. */
async function expectDeliveries(path = '/healthy'): Promise<void> {
  const before = target.deliveries.filter((delivery) => delivery.path === path).length;
  await waitFor('two further deliveries', () => {
    const now = target.deliveries.filter((delivery) => delivery.path === path).length;
    return now >= before + 2;
  });
}

async function expectReadable(ids: string[]): Promise<void> {
  const timelines = ids.slice(0, 100).join(',');
  const paths = [
    '/jobs?limit=200',
    '/jobs?limit=200&sort=next_run',
    '/jobs?limit=200&sort=-name',
    '/jobs?limit=200&status=failed',
    `/jobs/timelines?ids=${timelines}`,
    '/runs?limit=200',
    '/stats',
    '/stats/failures',
    '/system',
    '/readyz',
  ];
  for (const path of paths) {
    const response = await service.request('GET', path);
    expect([path, response.status, response.status === 200 ? '' : await response.text()]).toEqual([
      path,
      200,
      '',
    ]);
  }
}

test('a damaged job stops no other job, is shown, and can be repaired or deleted', async () => {
  const healthy = await service.scheduler.jobs.create(everySecond());
  const damages = [
    ...(await damagesOf('jobs', 'id', healthy.id)),
    ...(await damagesOf('job_states', 'job_id', healthy.id)),
  ];
  const damaged = await service.scheduler.jobs.batch(
    damages.map((_, i) => ({
      ...everySecond(),
      name: `damaged ${i}`,
      // Due soon, so that the planner, a worker and a result meet the damage.
      cron_expression: '*/3 * * * * *',
      target: `${target.url}/damaged`,
    })),
  );
  for (const [i, one] of damages.entries()) expect(await damage(one, damaged[i]!.id)).toBe(true);
  await waitFor('readiness', async () => (await service.request('GET', '/readyz')).ok);
  await expectDeliveries();
  await expectReadable(damaged.map(({ id }) => id));
  await expectDeliveries();

  for (const [i, { table, column, value }] of damages.entries()) {
    const { id } = damaged[i]!;
    const where = `${table}.${column} = ${value}`;
    const shown = await service.request('GET', `/jobs/${id}`);
    expect([where, shown.status]).toEqual([where, 200]);
    const job = (await shown.json()) as { status_reason: string | null; schedule_error: string | null };
    if (job.status_reason === 'invalid') expect(job.schedule_error, where).toEqual(expect.any(String));
    const repaired = await service.request('PATCH', `/jobs/${id}`, {
      ...yearlyJob(`${target.url}/damaged`),
      cron_expression: '0 0 1 1 *',
      timezone: 'UTC',
      interval: null,
      interval_value: null,
      exclude: null,
      name: 'repaired',
      starts_at: null,
      ends_at: null,
      signing_secret: null,
    });
    expect([where, repaired.status, repaired.status === 200 ? '' : await repaired.text()]).toEqual([
      where,
      200,
      '',
    ]);
    const deleted = await service.request('DELETE', `/jobs/${id}`);
    expect([where, deleted.status]).toEqual([where, 204]);
  }
  await expectDeliveries();
  await service.scheduler.jobs.delete(healthy.id);
});

test('a damaged run stops no other run, is shown, and ends', async () => {
  const job = await service.scheduler.jobs.create(yearlyJob(`${target.url}/run`, { overlap: 'allow' }));
  const ids: string[] = [];
  const insert = async (isRunning: boolean): Promise<string> => {
    const id = newId();
    await client.query(
      `insert into live_runs (id, job_id, job_name, trigger, status, scheduled_for, due_at, attempt_count,
         attempt_started_at, lease_token, lease_expires_at)
       select $1, $2, 'job', 'manual', case when r then 'running' else 'queued' end, now(), now() + interval '1 second',
         r::integer, case when r then now() end, case when r then gen_random_uuid() end,
         case when r then now() - interval '1 minute' end
       from (select $3::boolean as r) x`,
      [id, job.id, isRunning],
    );
    return id;
  };
  for (const isRunning of [false, true]) {
    for (const one of await damagesOf('live_runs', 'id', await insert(isRunning))) {
      const id = await insert(isRunning);
      // A worker may have claimed the run meanwhile, which forbids other values.
      if (await damage(one, id)) ids.push(id);
    }
  }
  const healthy = [await insert(false), await insert(true)];
  const faults: Error[] = [];
  await recordLostRuns(store.sweeping, 1_000, (error) => faults.push(error));
  expect(faults).toEqual([]);
  await expectReadable([job.id]);
  for (const id of [...healthy, ...ids]) {
    await waitFor(`the end of run ${id}`, async () => {
      const run = await service.scheduler.runs.get(id);
      return run.finished_at !== null;
    });
  }
  expect(ids.length).toBeGreaterThan(50);
});

test('a damaged run of the history is shown', async () => {
  const job = await service.scheduler.jobs.create(yearlyJob(`${target.url}/run`));
  const { id: source } = await service.scheduler.jobs.run(job.id, {});
  await waitFor('the end', async () => (await service.scheduler.runs.get(source)).finished_at !== null);
  const { rows } = await client.query<{ columns: string }>(
    `select string_agg(quote_ident(attname), ',') as columns from pg_attribute
     where attrelid = 'runs'::regclass and attnum > 0 and not attisdropped and attname <> 'id'`,
  );
  const ids: string[] = [];
  for (const one of await damagesOf('runs', 'id', source)) {
    const id = newId();
    const { columns } = rows[0]!;
    await client.query(`insert into runs (id, ${columns}) select $1, ${columns} from runs where id = $2`, [
      id,
      source,
    ]);
    expect(await damage(one, id)).toBe(true);
    ids.push(id);
  }
  await expectReadable([job.id]);
  for (const id of ids) expect((await service.request('GET', `/runs/${id}`)).status).toBe(200);
  expect(ids.length).toBeGreaterThan(20);
});
