// One request of a job, sent to see what becomes of it; nothing is stored.
import type { HttpClient } from '../http/client.ts';
import { newId } from '../store/ids.ts';
import type { JobDefinition } from '../store/jobs.ts';
import type { AttemptRecord } from '../store/schema.ts';
import { describeAttempt } from './describe-attempt.ts';
import { judge } from './judge.ts';
import { buildRequest } from './request.ts';

const LONGEST_SECONDS = 30;

/** Sends what a run of the job, whose secrets are open, would at `now`. */
export async function tryRequest(
  client: HttpClient,
  job: JobDefinition,
  now: Temporal.Instant,
): Promise<AttemptRecord> {
  const startedAtMs = now.epochMilliseconds;
  const secrets = job.signing_secret === null ? [] : [job.signing_secret];
  const request = buildRequest(
    {
      id: newId(),
      job_id: newId(),
      job_name: job.name,
      job_key: job.key,
      scheduled_for: now,
      attempt_number: 1,
      headers: job.headers,
      payload: job.payload,
      method: job.method,
      target: job.target,
    },
    startedAtMs,
    secrets,
  );
  const timeoutMs = Math.min(job.timeout_seconds, LONGEST_SECONDS) * 1_000;
  const result = await client.send({ ...request, timeoutMs });
  const { retry, success } = job;
  const verdict = judge(result, { retry, success, attempts: 1, ageMs: 0, nowMs: startedAtMs }, 0);
  return describeAttempt(1, request, result, verdict, startedAtMs);
}
