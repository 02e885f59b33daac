// Derives the URL of a service's readiness from its command line and environment.

/** A worker serves its probes on `WORKER_PORT`, every other process on `PORT`. */
export function healthUrl(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const isWorker = command.includes('worker');
  const port = (isWorker ? environment['WORKER_PORT'] : environment['PORT']) || (isWorker ? '3001' : '3000');
  const host = environment['HOST'] || '127.0.0.1';
  return `http://${reachable(host)}:${port}/readyz`;
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
