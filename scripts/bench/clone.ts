// Copies one job, created through the API, into as many as a benchmark needs: a million POSTs would take minutes.
import { anchorOf } from './flow.ts';
import type { Ours } from './ours.ts';
import type { JobFields } from './service.ts';

type Source = Pick<Ours, 'createJobs' | 'query'>;

/** Every minute, with phases evenly over the minute; or one that is never due meanwhile. */
export type Phase = 'spread' | 'never';

const NEVER = '2099-01-01T00:00:00Z';

/** Adds `count` recurring jobs. They are due from the next minute on, each at its phase. */
export async function cloneJobs(ours: Source, count: number, phase: Phase, tag: string): Promise<void> {
  const template: JobFields = {
    name: `Template of ${tag}`,
    schedule_type: 'recurring',
    interval: 'minute',
    interval_value: 1,
    starts_at: NEVER,
    tags: [tag],
  };
  await ours.createJobs([template]);
  const [row] = await ours.query<{ id: string }>('select id from jobs where name = $1', [template.name]);
  const numbers = `generate_series(0, ${count - 1}) n`;
  // Ids of version 7 with the present in front, as the API makes them.
  const now = Date.now().toString(16).padStart(12, '0');
  const id = `('${now}7' || lpad(to_hex(n >> 12), 3, '0') || 'a' || lpad(to_hex(n & 4095), 3, '0') || substr(md5('${tag}' || n), 1, 12))::uuid`;
  const anchor =
    phase === 'never'
      ? `'${NEVER}'::timestamptz`
      : `'${new Date(anchorOf(0, 1)).toISOString()}'::timestamptz + floor(n * 60000.0 / ${count}) * interval '1 ms'`;
  // The first occurrence lies in the minute after next, so that all are there before any is due.
  const first =
    phase === 'never'
      ? anchor
      : `date_trunc('minute', clock_timestamp()) + interval '2 minutes' + floor(n * 60000.0 / ${count}) * interval '1 ms'`;
  await copyRows(ours, 'jobs', 'id', row!.id, numbers, {
    id,
    name: `'${tag} ' || n`,
    starts_at: anchor,
  });
  await copyRows(ours, 'job_states', 'job_id', row!.id, numbers, {
    job_id: id,
    next_run: first,
    next_due_at: first,
  });
  await ours.query(`insert into job_counts (status, count) values ('active', $1)`, [count]);
}

/** Inserts a copy of the row with the ID for each of the numbers, with other `values` where they are given. */
export async function copyRows(
  ours: Pick<Source, 'query'>,
  table: string,
  key: string,
  id: string,
  numbers: string,
  values: Record<string, string>,
): Promise<void> {
  const columns = await ours.query<{ name: string }>(
    `select column_name as name from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  const names = columns.map(({ name }) => name);
  const selected = names.map((name) => values[name] ?? `template.${name}`);
  await ours.query(
    `insert into ${table} (${names.map((name) => `"${name}"`).join(', ')})
     select ${selected.join(', ')} from ${table} template, ${numbers} where template.${key} = $1`,
    [id],
  );
}
