// The request that a run sends to its target.
import { randomBytes } from 'node:crypto';
import packageJson from '../../package.json' with { type: 'json' };
import { signWebhook } from '../http/signing.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { fillHeader, fillJson, fillText, type TemplateValues, templateValues } from './templates.ts';

const USER_AGENT = `scheduler-service/${packageJson.version}`;

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
 */
export function buildRequest(run: SendableRun, startedAtMs: number, secrets: readonly string[]): RunRequest {
  const values = templateValues(run);
  // A map, since `__proto__` is a legal name.
  const headers = new Map([['user-agent', USER_AGENT]]);
  for (const [name, value] of Object.entries(run.headers)) {
    headers.set(name.toLowerCase(), fillHeader(value, values));
  }
  const body = run.payload === null ? null : writeBody(run.payload, headers, values);

  const timestampSeconds = Math.floor(startedAtMs / 1_000);
  headers.set('webhook-id', run.id);
  headers.set('webhook-timestamp', String(timestampSeconds));
  if (secrets.length > 0) {
    headers.set('webhook-signature', signWebhook(secrets, run.id, timestampSeconds, body ?? ''));
  }
  headers.set('scheduler-job-id', run.job_id);
  headers.set('scheduler-run-id', run.id);
  headers.set('scheduler-scheduled-for', run.scheduled_for.toString({ smallestUnit: 'millisecond' }));
  headers.set('scheduler-attempt', String(run.attempt_number));
  headers.set('traceparent', traceparent(run.id));
  return { method: run.method, url: run.target, headers: Object.fromEntries(headers), body };
}

/**
 * Only text can be something else than JSON: a string is sent as it is where the job names another content type. Any
 * other payload is JSON whatever is named, and then the content type says so, unless it is one of JSON's own
 * (`application/cloudevents+json`).
 */
function writeBody(payload: unknown, headers: Map<string, string>, values: TemplateValues): string {
  const named = headers.get('content-type');
  const isJson = named !== undefined && IS_JSON_TYPE.test(named);
  if (named !== undefined && !isJson && typeof payload === 'string') return fillText(payload, values);
  if (!isJson) headers.set('content-type', JSON_TYPE);
  return fillJson(payload, values);
}

/**
 * All attempts of a run are one trace, each a span of its own, sampled.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
function traceparent(runId: string): string {
  return `00-${runId.replaceAll('-', '')}-${randomBytes(8).toString('hex')}-01`;
}
