// Records the statements that a function sends to the database, with or without running them.
import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import type { Database } from '../store/schema.ts';

type Execute = <Row>(query: CompiledQuery) => Promise<QueryResult<Row>>;

/**
 * Runs statements on `db` and appends the text of each to `statements`. A transaction fails, because it takes more
 * round trips than statements.
 */
export function countStatements(db: Kysely<Database>): { db: Kysely<Database>; statements: string[] } {
  const statements: string[] = [];
  const execute: Execute = async <Row>(query: CompiledQuery) => {
    statements.push(query.sql);
    return await db.executeQuery<Row>(query);
  };
  const refuseTransaction = () => {
    statements.push('begin');
    throw new Error('The ordinary case needs no transaction.');
  };
  return { db: createDatabase(execute, refuseTransaction), statements };
}

/** The statements of `work`, none of which runs: each returns no rows. */
export async function captureStatements(
  work: (db: Kysely<Database>) => Promise<unknown>,
): Promise<CompiledQuery[]> {
  const captured: CompiledQuery[] = [];
  const execute: Execute = async (query) => {
    captured.push(query);
    return { rows: [] };
  };
  await work(createDatabase(execute, () => {}));
  return captured;
}

function createDatabase(executeQuery: Execute, onBegin: () => void): Kysely<Database> {
  class RecordingDriver extends DummyDriver {
    override async acquireConnection() {
      return {
        executeQuery,
        streamQuery: (): never => {
          throw new Error('No statement is streamed.');
        },
      };
    }

    override async beginTransaction(): Promise<void> {
      onBegin();
    }
  }
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new RecordingDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}
