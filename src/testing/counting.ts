// A database handle that notes every statement sent through it, for tests that count round trips.
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

/**
 * Forwards statements to `db` and notes each in `statements`, with its text. A transaction would take more round trips
 * than statements, and needs one connection: it fails.
 */
export function countStatements(db: Kysely<Database>): { db: Kysely<Database>; statements: string[] } {
  const statements: string[] = [];
  class CountingDriver extends DummyDriver {
    override async acquireConnection() {
      return {
        executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
          statements.push(query.sql);
          return await db.executeQuery<Row>(query);
        },
        streamQuery: (): never => {
          throw new Error('No statement is streamed.');
        },
      };
    }

    override async beginTransaction(): Promise<void> {
      statements.push('begin');
      throw new Error('The ordinary case needs no transaction.');
    }
  }
  const counting = new Kysely<Database>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new CountingDriver(),
      createIntrospector: (introspected) => new PostgresIntrospector(introspected),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
  return { db: counting, statements };
}
