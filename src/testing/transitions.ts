// Logs the status transitions of runs and jobs in a test database with triggers.
import { type Kysely, sql } from 'kysely';
import type { Database } from '../store/schema.ts';

interface Observed {
  machine: 'runs' | 'history' | 'jobs';
  id: string;
  txid: string;
  before: string | null;
  after: string | null;
  reason: string | null;
}

/** A waiting run has a state of its own. */
const stateOf = {
  live_runs: (row: string) =>
    `(case when ${row}.waiting_for is not null then 'waiting' else ${row}.status end)`,
  other: (row: string) => `${row}.status`,
};

/** Installs the triggers. The returned function reads the transitions so far, sorted, each once. */
export async function watchTransitions(
  db: Kysely<Database>,
): Promise<() => Promise<{ runs: string[]; jobs: string[] }>> {
  await sql`
    create table observed (
      place bigint generated always as identity, machine text, id uuid, txid text default pg_current_xact_id()::text,
      before text, after text, reason text)`.execute(db);
  await watch(db, 'live_runs', { machine: 'runs', key: 'id', state: stateOf.live_runs });
  await watch(db, 'runs', { machine: 'history', key: 'id', state: stateOf.other });
  await watch(db, 'job_states', { machine: 'jobs', key: 'job_id', state: stateOf.other });
  return async () => {
    const { rows } = await sql<Observed>`select * from observed order by place`.execute(db);
    return { runs: sorted(runEdges(rows)), jobs: sorted(jobEdges(rows)) };
  };
}

async function watch(
  db: Kysely<Database>,
  table: string,
  { machine, key, state }: { machine: string; key: string; state: (row: string) => string },
): Promise<void> {
  await sql`
    create function observe_${sql.raw(table)}() returns trigger language plpgsql as ${sql.lit(`
    begin
      if tg_op = 'UPDATE' then
        if ${state('old')} = ${state('new')} and old.status_reason is not distinct from new.status_reason
        then return null; end if;
      end if;
      insert into observed (machine, id, before, after, reason) values (
        '${machine}', case when tg_op = 'DELETE' then old.${key} else new.${key} end,
        case when tg_op <> 'INSERT' then ${state('old')} end, case when tg_op <> 'DELETE' then ${state('new')} end,
        case when tg_op <> 'DELETE' then new.status_reason end);
      return null;
    end`)}`.execute(db);
  await sql`
    create trigger observe after insert or update or delete on ${sql.table(table)}
    for each row execute function observe_${sql.raw(table)}()`.execute(db);
}

/** A row deleted from live runs and inserted into history in one transaction is one transition. */
function runEdges(rows: Observed[]): string[] {
  const moved = new Map<string, string | null>();
  const keyOf = ({ txid, id }: Observed) => `${txid} ${id}`;
  const inserted = new Set(
    rows.filter((row) => row.machine === 'history' && row.before === null).map((row) => keyOf(row)),
  );
  for (const row of rows) {
    if (row.machine === 'runs' && row.after === null && inserted.has(keyOf(row))) {
      moved.set(keyOf(row), row.before);
    }
  }
  return rows
    .filter((row) => row.machine !== 'jobs' && row.before !== row.after)
    .filter((row) => !(row.machine === 'runs' && row.after === null && moved.has(keyOf(row))))
    .map((row) => {
      const before = row.machine === 'history' && row.before === null ? moved.get(keyOf(row)) : row.before;
      return edge(before ?? null, row.after);
    });
}

/** Between two reasons of one status there is a transition, too. */
function jobEdges(rows: Observed[]): string[] {
  return rows
    .filter((row) => row.machine === 'jobs')
    .map((row) => [edge(row.before, row.after), ...(row.reason === null ? [] : [row.reason])].join(': '));
}

const edge = (before: string | null, after: string | null) => `${before ?? '[*]'} --> ${after ?? '[*]'}`;
const sorted = (edges: string[]) => [...new Set(edges)].toSorted();
