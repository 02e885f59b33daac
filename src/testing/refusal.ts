// What a call by the client came to, where it ought to be refused.
import type { SchedulerError } from '../../client/src/index.ts';

/** `accepted`, or the status and the fields at fault. */
export async function refusalOf(call: Promise<unknown>): Promise<'accepted' | (string | number)[]> {
  return await call.then(
    () => 'accepted' as const,
    (error: SchedulerError) => [
      error.status,
      ...(error.problem?.errors?.map(({ pointer }) => pointer) ?? []),
    ],
  );
}
