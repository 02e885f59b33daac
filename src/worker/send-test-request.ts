// Sends the request of a job once for POST /jobs/test, without storing anything.
import { newId } from '../store/ids.ts';
import type { JobDefinition } from '../store/jobs.ts';
import type { AttemptRecord } from '../store/schema.ts';
import { createAttemptRecord, secrecyOf } from './attempt-record.ts';
import { type CredentialDeps, createCredentialSender } from './credentials.ts';
import { decideOutcome } from './outcome.ts';
import { buildRequest } from './request.ts';

const TIMEOUT_SECONDS_AT_MOST = 30;

/** Sends the request that a run of the job would send at `now`. The secrets of the job are decrypted. */
export async function sendTestRequest(
  deps: CredentialDeps,
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
  const timeoutMs = Math.min(job.timeout_seconds, TIMEOUT_SECONDS_AT_MOST) * 1_000;
  const outbound = { ...request, timeoutMs, mayRepeat: false };
  const { result, headers, secretHeaders } =
    job.credential === null
      ? { result: await deps.client.send(outbound), headers: request.headers, secretHeaders: [] }
      : await createCredentialSender(deps).send(job.credential, outbound);
  const { retry, success } = job;
  const secrecy = secrecyOf({ ...request, headers }, secrets, [...job.secret_headers, ...secretHeaders]);
  const { mask } = secrecy;
  const decision = decideOutcome(
    result,
    { retry, success, attempts: 1, ageMs: 0, nowMs: startedAtMs, url: request.url, mask },
    0,
  );
  return createAttemptRecord(1, { ...request, headers }, result, decision, startedAtMs, secrecy);
}
