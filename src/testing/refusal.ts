// Test helper: describes the refusal of a client call.
import type { SchedulerError } from '../../client/src/index.ts';

/** `accepted`, or the status and the invalid fields. */
export async function refusalOf(call: Promise<unknown>): Promise<'accepted' | (string | number)[]> {
  return await call.then(
    () => 'accepted' as const,
    (error: SchedulerError) => [
      error.status,
      ...(error.problem?.errors?.map(({ pointer }) => pointer) ?? []),
    ],
  );
}
