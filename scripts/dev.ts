// Development mode: restarts the service and rebuilds the web interface when their files change.
import { type ChildProcess, spawn } from 'node:child_process';

const children: ChildProcess[] = [
  spawn('vite', ['build', '--watch', '--logLevel', 'warn'], { stdio: 'inherit' }),
  spawn(process.execPath, ['--watch', 'src/main.ts'], {
    stdio: 'inherit',
    // A restart does not wait for requests in flight: their runs are retried afterwards.
    env: { SHUTDOWN_GRACE_SECONDS: '0', ...process.env },
  }),
];

let isStopping = false;
function stop(signal: NodeJS.Signals): void {
  isStopping = true;
  for (const child of children) child.kill(signal);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
for (const child of children) {
  child.on('exit', (code) => {
    if (isStopping) return;
    process.exitCode = code ?? 1;
    stop('SIGTERM');
  });
}
