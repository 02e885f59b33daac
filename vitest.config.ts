// Vitest: one project per backend, one for pure files and one for the browser.
import { defineConfig } from 'vitest/config';
import { availableProjects, filesOf, type ProjectName } from './src/testing/backends.ts';
import { NODE_COMPILE_CACHE } from './src/testing/process.ts';
import { SlowestFirst } from './src/testing/sequencer.ts';

const embedded = {
  globalSetup: ['src/testing/setup-embedded.ts'],
  setupFiles: ['src/testing/keep-compiled.ts'],
};
const servers = { globalSetup: ['src/testing/setup-servers.ts'] };
const SETUP: Record<ProjectName, { globalSetup?: string[]; setupFiles?: string[] }> = {
  unit: {},
  embedded,
  postgres: servers,
  redis: servers,
  browser: embedded,
};

export default defineConfig({
  test: {
    // Tests spend much of their time waiting: four files at once, also on two cores.
    maxWorkers: 4,
    env: { NODE_COMPILE_CACHE },
    sequence: { sequencer: SlowestFirst },
    // Files leave nothing behind, so the next file reuses the loaded modules and PostgreSQL's compiled code.
    isolate: false,
    // Reached only by a test that hangs: on a busy machine, a passing test may take minutes.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { interval: 20, timeout: 120_000 } },
    globalSetup: 'src/testing/report-projects.ts',
    projects: availableProjects().map((name) => ({
      extends: true,
      test: {
        name,
        ...filesOf(name),
        ...SETUP[name],
        provide: { backend: name === 'browser' ? 'embedded' : name === 'unit' ? undefined : name },
      },
    })),
  },
});
