import { defineConfig } from 'vitest/config';
import { availableFootings } from './src/testing/footings.ts';

// What runs on every footing: the whole path, from end to end, and what lies right on the database and the queue.
const onEveryFooting = [
  'src/*.test.ts',
  'src/api/{brief,delivery,failures,jobs,many,once-only,policies,runs,scenarios,stats,system,timelines}.test.ts',
  'src/planner/{catch-up,passes,rescue}.test.ts',
  'src/queue/*.test.ts',
  'src/store/{failures,history,migrate-live,plans,processes,reencrypt,roll-ups,timelines}.test.ts',
  'src/worker/{claim,claim-lists,claim-locks,claim-races,dispatcher,many-workers,overlap,round-trips}.test.ts',
];

// What takes long, and is shown as well by PostgreSQL with Redis as without.
const alsoOnRedis = ['src/api/events.test.ts', 'src/store/job-lists.test.ts'];

function filesOf(footing: string): string[] {
  if (footing === 'embedded') return ['{openapi,src,client,scripts}/**/*.test.ts'];
  return footing === 'redis' ? [...onEveryFooting, ...alsoOnRedis] : onEveryFooting;
}

export default defineConfig({
  test: {
    // Much of what takes time here waits: two files at once, also on two cores.
    maxWorkers: 2,
    // A file leaves nothing behind, and so the next finds its modules, and PostgreSQL's code, read already.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: 'src/testing/global-setup.ts',
    projects: availableFootings().map((footing) => ({
      extends: true,
      test: {
        name: footing,
        include: filesOf(footing),
        provide: { footing },
      },
    })),
  },
});
