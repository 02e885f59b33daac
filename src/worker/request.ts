// The request that a run sends to its target.
import { randomFillSync } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import { signWebhook } from '../http/signing.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { createIsoFormatter } from './iso-time.ts';
import { fillHeader, fillJson, fillText, type TemplateValues, templateValues } from './templates.ts';

const USER_AGENT = `scheduler-service/${packageJson.version}`;

// Runs that are due at one instant are sent in a row.
const formatScheduledFor = createIsoFormatter();

const JSON_TYPE = 'application/json';
// https://mimesniff.spec.whatwg.org/#json-mime-type, whatever its parameters.
const IS_JSON_TYPE = /^\s*(application\/json|text\/json|[^/;\s]+\/[^/;\s]+\+json)\s*(;|$)/i;

/** What of a run is sent; its headers are open. */
export type SendableRun = Pick<
  ClaimedRun,
  | 'id'
  | 'job_id'
  | 'job_name'
  | 'job_key'
  | 'scheduled_for'
  | 'attempt_number'
  | 'headers'
  | 'payload'
  | 'method'
  | 'target'
>;

export interface RunRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | null;
}

/**
 * @param startedAtMs when the attempt starts, Unix milliseconds
 * @param secrets that sign the request, the current one first; none: no signature
 * @param opened the run's headers with their secrets decrypted, if not those of the run
 */
export function buildRequest(
  run: SendableRun,
  startedAtMs: number,
  secrets: readonly string[],
  opened: Readonly<Record<string, string>> = run.headers,
): RunRequest {
  const values = templateValues(run);
  const headers: Headers = { 'user-agent': USER_AGENT };
  for (const name of Object.keys(opened)) {
    setHeader(headers, name.toLowerCase(), fillHeader(opened[name]!, values));
  }
  const body = run.payload === null ? null : writeBody(run.payload, headers, values);

  const timestampSeconds = Math.floor(startedAtMs / 1_000);
  headers['webhook-id'] = run.id;
  headers['webhook-timestamp'] = String(timestampSeconds);
  if (secrets.length > 0) {
    headers['webhook-signature'] = signWebhook(secrets, run.id, timestampSeconds, body ?? '');
  }
  headers['scheduler-job-id'] = run.job_id;
  headers['scheduler-run-id'] = run.id;
  headers['scheduler-scheduled-for'] = formatScheduledFor(run.scheduled_for.epochMilliseconds);
  headers['scheduler-attempt'] = String(run.attempt_number);
  headers['traceparent'] = traceparent(run.id);
  return { method: run.method, url: run.target, headers, body };
}

type Headers = Record<string, string>;

/** `__proto__` is a legal name, and no ordinary property. */
function setHeader(headers: Headers, name: string, value: string): void {
  if (name === '__proto__') {
    Object.defineProperty(headers, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    headers[name] = value;
  }
}

/**
 * Only text can be something else than JSON: a string is sent as it is where the job names another content type. Any
 * other payload is JSON whatever is named, and then the content type says so, unless it is one of JSON's own
 * (`application/cloudevents+json`).
 */
function writeBody(payload: unknown, headers: Headers, values: TemplateValues): string {
  const named = headers['content-type'];
  const isJson = named !== undefined && IS_JSON_TYPE.test(named);
  if (named !== undefined && !isJson && typeof payload === 'string') return fillText(payload, values);
  if (!isJson) headers['content-type'] = JSON_TYPE;
  return fillJson(payload, values);
}

/**
 * All attempts of a run are one trace, each a span of its own, sampled.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
function traceparent(runId: string): string {
  return `00-${withoutHyphens(runId)}-${randomSpanId()}-01`;
}

/** Faster for a UUID than replaceAll. */
function withoutHyphens(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}

const SPAN_ID_BYTES = 8;
// Drawn in bulk: a call to the generator costs more than the bytes it returns.
const randomPool = Buffer.alloc(SPAN_ID_BYTES * 512);
let usedBytes = randomPool.length;

function randomSpanId(): string {
  if (usedBytes === randomPool.length) {
    randomFillSync(randomPool);
    usedBytes = 0;
  }
  usedBytes += SPAN_ID_BYTES;
  return randomPool.toString('hex', usedBytes - SPAN_ID_BYTES, usedBytes);
}
