// Builds the HTTP request of a run: headers, body, signature and trace.
import { MAX_HEADERS_BYTES } from '../http/headers.ts';
import { setHeader } from '../http/response-head.ts';
import { signWebhook } from '../http/signing.ts';
import { USER_AGENT } from '../http/user-agent.ts';
import type { ClaimedRun } from '../store/claims.ts';
import { newSpanId } from '../store/ids.ts';
import { instantText } from '../store/instants.ts';
import { writeBody } from './request-body.ts';
import { fillHeader, fillUrl, templateValues } from './templates.ts';

/** The fields of a run that a request contains. */
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
 * @param startedAtMs the start of the attempt in Unix milliseconds
 * @param secrets the signing secrets, the current one first; without secrets there is no signature
 * @param runHeaders the decrypted headers of the run; default: its headers as they are
 * @param traceparent the header of a span that OpenTelemetry records; default: that of an unrecorded span
 */
export function buildRequest(
  run: SendableRun,
  startedAtMs: number,
  secrets: readonly string[],
  runHeaders: Readonly<Record<string, string>> = run.headers,
  traceparent = createTraceparent(run.id, newSpanId()),
): RunRequest {
  const values = templateValues(run);
  const headers: Headers = { 'user-agent': USER_AGENT, 'accept-encoding': 'identity' };
  let bytes = 0;
  for (const name of Object.keys(runHeaders)) {
    const value = fillHeader(runHeaders[name]!, values);
    bytes += name.length + value.length;
    setHeader(headers, name.toLowerCase(), value);
  }
  if (bytes > MAX_HEADERS_BYTES) {
    throw new Error('with the values of its templates, its headers have more than 16 KiB.');
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
  headers['scheduler-scheduled-for'] = instantText(run.scheduled_for);
  headers['scheduler-attempt'] = String(run.attempt_number);
  headers['traceparent'] = traceparent;
  return { method: run.method, url: fillUrl(run.target, values), headers, body };
}

type Headers = Record<string, string>;

/**
 * All attempts of a run share a trace; each attempt is a sampled span.
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function createTraceparent(runId: string, spanId: string): string {
  return `00-${withoutHyphens(runId)}-${spanId}-01`;
}

/** Faster than `replaceAll` for a UUID. */
function withoutHyphens(id: string): string {
  return id.slice(0, 8) + id.slice(9, 13) + id.slice(14, 18) + id.slice(19, 23) + id.slice(24);
}
