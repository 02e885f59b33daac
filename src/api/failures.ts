// The route of failures: failed runs, grouped by error.
import type { failureRoutes } from '../../openapi/failures.ts';
import { listFailedRuns } from '../store/failures.ts';
import { databaseNow } from '../store/open.ts';
import { groupFailures } from './failure-groups.ts';
import type { ApiDeps, Handlers } from './handlers.ts';
import { viewInstant } from './instants.ts';
import { findWindow } from './stats-windows.ts';

const RUNS_AT_MOST = 2_000;
const GROUPS_AT_MOST = 50;
const EXAMPLES_AT_MOST = 5;

export function createFailureHandlers({ reading: db }: ApiDeps): Handlers<typeof failureRoutes> {
  return {
    getFailures: async (c) => {
      const window = c.req.valid('query').window ?? '24h';
      const { from } = findWindow(window, await databaseNow(db));
      const found = await listFailedRuns(db, from, RUNS_AT_MOST + 1);
      const groups = groupFailures(found.slice(0, RUNS_AT_MOST)).slice(0, GROUPS_AT_MOST);
      const shown = groups.map((group) => ({
        code: group.newest.error_code,
        message: group.message,
        status_code: group.newest.status_code,
        target_host: group.newest.target_host,
        runs: group.runs,
        jobs: group.jobs.size,
        examples: [...group.jobs.values()]
          .slice(0, EXAMPLES_AT_MOST)
          .map(({ id, job_id, job_name }) => ({ job_id, job_name, run_id: id })),
        last_at: viewInstant(group.newest.finished_at),
      }));
      return c.json({ window, groups: shown, sampled: found.length > RUNS_AT_MOST }, 200);
    },
  };
}
