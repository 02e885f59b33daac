// The run in a callback: as GET /runs/{id} returns it, without the bodies of requests and responses.
import type { Kysely } from 'kysely';
import type { RunWithAttempts } from '../../openapi/schemas/run.ts';
import { findCauses } from '../store/run-causes.ts';
import { findRun } from '../store/runs.ts';
import type { Database } from '../store/schema.ts';
import { viewRunWithAttempts } from './views.ts';

type Attempt = RunWithAttempts['attempts'][number];

/** Undefined if the run is no longer stored. */
export async function viewFinishedRun(db: Kysely<Database>, id: string): Promise<object | undefined> {
  const found = await findRun(db, id);
  if (found === undefined) return undefined;
  const causes = await findCauses(db, [found.run]);
  const run = viewRunWithAttempts(found.run, found.attempts, causes.get(id));
  return { ...run, attempts: run.attempts.map(withoutBodies) };
}

function withoutBodies({ request, response, ...attempt }: Attempt) {
  return {
    ...attempt,
    request: request && { method: request.method, url: request.url, headers: request.headers },
    response: response && { headers: response.headers },
  };
}
