// The request that a run sends to its target.
import packageJson from '../../package.json' with { type: 'json' };
import type { ClaimedRun } from '../store/claims.ts';

const USER_AGENT = `scheduler-service/${packageJson.version}`;

export interface RunRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/** `startedAtMs` is when the attempt starts, Unix milliseconds. */
export function buildRequest(run: ClaimedRun, startedAtMs: number): RunRequest {
  const headers: Record<string, string> = { 'user-agent': USER_AGENT };
  for (const [name, value] of Object.entries(run.headers)) headers[name.toLowerCase()] = value;

  let body: string | null = null;
  if (run.payload !== null) {
    const contentType = (headers['content-type'] ??= 'application/json');
    const isText = typeof run.payload === 'string' && !/^application\/json\b/i.test(contentType);
    body = isText ? (run.payload as string) : JSON.stringify(run.payload);
  }
  return {
    method: run.method,
    url: run.target,
    headers: {
      ...headers,
      'webhook-id': run.id,
      'webhook-timestamp': String(Math.floor(startedAtMs / 1_000)),
      'scheduler-job-id': run.job_id,
      'scheduler-run-id': run.id,
      'scheduler-scheduled-for': run.scheduled_for.toString({ smallestUnit: 'millisecond' }),
      'scheduler-attempt': String(run.attempt_number),
    },
    body,
  };
}
