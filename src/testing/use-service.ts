// Test helper: a service and a target for all tests of a file.
import { afterAll, beforeAll } from 'vitest';
import { startTestService, type TestService } from './service.ts';
import { startTarget, type Target } from './target.ts';

/** Both are available when the tests run. `environment` is that of the service. */
export function useService(environment: Record<string, string> = {}): {
  service: TestService;
  target: Target;
} {
  let service: TestService | undefined;
  let target: Target | undefined;
  beforeAll(async () => {
    [service, target] = await Promise.all([startTestService(environment), startTarget()]);
  });
  afterAll(async () => {
    await service?.stop();
    await target?.close();
  });
  return { service: standInFor(() => service), target: standInFor(() => target) };
}

function standInFor<T extends object>(find: () => T | undefined): T {
  return new Proxy({} as T, {
    get: (_, key) => Reflect.get(find()!, key) as unknown,
    set: (_, key, value) => Reflect.set(find()!, key, value),
  });
}
