// Test helper: starts processes of one service and stops them after each test.
import { afterEach } from 'vitest';
import { createClient, type System } from '../../client/src/index.ts';
import { prepareBackend } from './backend.ts';
import { type ServiceProcess, startProcess } from './process.ts';
import { waitFor } from './wait.ts';

type Start = (role?: 'api' | 'worker', environment?: Record<string, string>) => Promise<ServiceProcess>;

/** Returns a function that prepares a backend, and returns a function that starts processes on the backend. */
export function useProcesses(): () => Promise<Start> {
  const cleanUps: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });
  return async () => {
    const prepared = await prepareBackend();
    cleanUps.push(() => prepared.cleanUp());
    return async (role, environment = {}) => {
      const started = await startProcess(
        { PORT: '0', LOG_LEVEL: 'info', ...prepared.environment, ...environment },
        role,
      );
      cleanUps.push(() => started.end('SIGKILL'));
      return started;
    };
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
