// Test helper: starts processes and targets, and stops them after each test.
import { afterEach } from 'vitest';
import { createClient, type System } from '../../client/src/index.ts';
import { prepareBackend } from './backend.ts';
import { type ServiceProcess, startProcess } from './process.ts';
import { startTarget } from './target.ts';
import { waitFor } from './wait.ts';

type Environment = Record<string, string>;

/**
 * Prepares backends, and starts processes and targets, all of which are stopped after each test. A concurrent test
 * passes its own `onTestFinished`.
 */
export function useParts(onTestFinished: (end: () => Promise<void>) => void = afterEach) {
  const cleanUps: (() => Promise<unknown>)[] = [];
  onTestFinished(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  return {
    /** Runs after the test, in reverse order. */
    cleanUp: (undo: () => Promise<unknown>) => void cleanUps.push(undo),
    /** The environment that selects a new backend. */
    prepare: async (...options: Parameters<typeof prepareBackend>): Promise<Environment> => {
      const prepared = await prepareBackend(...options);
      cleanUps.push(() => prepared.cleanUp());
      return prepared.environment;
    },
    start: async (environment: Environment, role?: 'api' | 'worker'): Promise<ServiceProcess> => {
      const started = await startProcess({ PORT: '0', ...environment }, role);
      cleanUps.push(() => started.end('SIGKILL'));
      return started;
    },
    target: async () => {
      const target = await startTarget();
      cleanUps.push(() => target.close());
      return target;
    },
  };
}

type Start = (role?: 'api' | 'worker', environment?: Environment) => Promise<ServiceProcess>;

/** Returns a function that prepares a backend, and returns a function that starts processes on the backend. */
export function useProcesses(): () => Promise<Start> {
  const { prepare, start } = useParts();
  return async () => {
    const backend = await prepare();
    return async (role, environment = {}) =>
      await start({ LOG_LEVEL: 'info', ...backend, ...environment }, role);
  };
}

/** Waits until the process lists this number of processes. */
export async function waitForProcesses({ url }: ServiceProcess, count: number): Promise<System['processes']> {
  const { system } = createClient({ baseUrl: url! });
  return await waitFor(`${count} processes`, async () => {
    const { processes } = await system.get();
    return processes.length === count && processes;
  });
}
