import { defineConfig } from 'vitest/config';
import { availableFootings } from './src/testing/footings.ts';

// What runs on every footing: the whole path, from end to end, and what lies right on the database and the queue.
const onEveryFooting = [
  'src/*.test.ts',
  'src/api/{brief,contract,delivery,events,jobs,policies,runs,scenarios,stats}.test.ts',
  'src/planner/{catch-up,passes,rescue}.test.ts',
  'src/queue/*.test.ts',
  'src/store/{history,job-lists,reencrypt,roll-ups}.test.ts',
  'src/worker/{claim,overlap}.test.ts',
];

export default defineConfig({
  test: {
    // Most of what takes time here waits: two files at once, also on two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globalSetup: 'src/testing/global-setup.ts',
    projects: availableFootings().map((footing) => ({
      extends: true,
      test: {
        name: footing,
        include: footing === 'embedded' ? ['{openapi,src,client,scripts}/**/*.test.ts'] : onEveryFooting,
        provide: { footing },
      },
    })),
  },
});
