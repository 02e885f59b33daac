// Query plans of the statements that a function runs, as PostgreSQL makes them on the product's own pools.
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
} from 'kysely';
import type { Database } from '../store/schema.ts';

/** The statements that `work` runs; each is answered with no rows. */
export async function captureStatements(
  work: (db: Kysely<Database>) => Promise<unknown>,
): Promise<CompiledQuery[]> {
  const captured: CompiledQuery[] = [];
  class CapturingDriver extends DummyDriver {
    override async acquireConnection() {
      return {
        executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
          captured.push(query);
          return { rows: [] };
        },

        async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
          throw new Error('No statement is streamed.');
        },
      };
    }
  }
  const db = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new CapturingDriver(),
      createIntrospector: (introspected) => new PostgresIntrospector(introspected),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  await work(db);
  return captured;
}

/** A node of a plan, as EXPLAIN's JSON has it. */
export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Cond'?: string;
  'Recheck Cond'?: string;
  Plans?: PlanNode[];
}

/** All nodes of the plan that a connection of `pool` makes for the statement, with that pool's settings. */
export async function explain(pool: Kysely<Database>, query: CompiledQuery): Promise<PlanNode[]> {
  return await pool.connection().execute(async (session) => {
    await sql.raw(`prepare explained as ${query.sql}`).execute(session);
    try {
      const values = query.parameters.map(literal).join();
      const { rows } = await sql
        .raw<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
          `explain (format json) execute explained ${values === '' ? '' : `(${values})`}`,
        )
        .execute(session);
      return flatten(rows[0]!['QUERY PLAN'][0].Plan);
    } finally {
      await sql`deallocate explained`.execute(session);
    }
  });
}

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `'{${value.join()}}'`;
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') throw new Error('A parameter is text, a number or a list.');
  return `'${value.replaceAll("'", "''")}'`;
}
