// Ends what a benchmark started: at its end, when it fails, and when it is interrupted.
import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** Ends the child at the latest with this process: also one that was starting when the benchmark was interrupted. */
export function endWithProcess(child: ChildProcess): void {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

/** Lends a stack to `use`; what is deferred there is ended in reverse order, however `use` ends. */
export async function withCleanup<T>(use: (stack: AsyncDisposableStack) => Promise<T>): Promise<T> {
  await using stack = new AsyncDisposableStack();
  const state = { isStopped: false };
  const stop = (reason: string, code: number) => {
    if (state.isStopped) return;
    state.isStopped = true;
    console.error(`${reason} Ending every process that was started.`);
    void stack.disposeAsync().finally(() => process.exit(code));
  };
  const interrupt = () => stop('Interrupted.', 130);
  const crash = (error: unknown) => {
    if (!state.isStopped) console.error(error);
    stop('Failed.', 1);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
  try {
    return await use(stack);
  } catch (error) {
    // What failed because its process was ended is no news, and must not end this process before all others.
    if (state.isStopped) return await new Promise<never>(() => {});
    throw error;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    process.off('uncaughtException', crash).off('unhandledRejection', crash);
  }
}
