// Imports jobs of Cloud Scheduler, as `gcloud scheduler jobs list --format=json` prints them.
import { Collection, type Imported, type ImportOptions } from './collection.ts';
import {
  clamp,
  nameOfUrl,
  numberAt,
  objectAt,
  parseIfJson,
  readJsonItems,
  textAt,
  type Values,
  valueAt,
} from './request.ts';
import { toSchedule } from './schedule.ts';

/** Headers that Cloud Scheduler adds by itself. */
const OWN_HEADERS: readonly string[] = ['user-agent', 'content-length', 'x-cloudscheduler'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export function importCloudScheduler(text: string, options: ImportOptions): Imported {
  const found = new Collection();
  for (const job of readJsonItems(text, 'Cloud Scheduler')) {
    importJob(found, textAt(job, 'name')?.split('/').at(-1) ?? 'unnamed', job, options);
  }
  return found;
}

function importJob(found: Collection, name: string, job: Values, options: ImportOptions): void {
  const request = objectAt(job, 'httpTarget');
  const target = textAt(request, 'uri');
  if (target === undefined) {
    const kind =
      ['pubsubTarget', 'appEngineHttpTarget'].find((other) => job[other] !== undefined) ?? 'no target';
    return found.note(name, `has ${kind}: a job calls a URL`);
  }
  const timezone = textAt(job, 'timeZone') ?? 'UTC';
  const schedule = toSchedule(textAt(job, 'schedule') ?? '', { ...options, timezone });
  if (typeof schedule === 'string') return found.note(name, schedule);
  const methodName = textAt(request, 'httpMethod') ?? 'POST';
  const method = METHODS.find((candidate) => candidate === methodName);
  if (method === undefined) return found.note(name, `sends ${methodName}, which a job cannot`);
  const headers = Object.fromEntries(
    Object.entries(objectAt(request, 'headers')).flatMap(([header, value]) =>
      typeof value === 'string' && !OWN_HEADERS.includes(header.toLowerCase()) ? [[header, value]] : [],
    ),
  );
  const timeout = toSeconds(textAt(job, 'attemptDeadline'));
  found.add(name, name, {
    name,
    description: textAt(job, 'description') ?? null,
    target,
    method,
    ...readBody(found, name, textAt(request, 'body'), { method, headers }),
    ...schedule,
    ...(timeout !== undefined && { timeout_seconds: clamp(timeout, 1, 1_800) }),
    retry: readRetry(objectAt(job, 'retryConfig')),
    ...(textAt(job, 'state') === 'PAUSED' && { status: 'inactive' as const }),
  });
  for (const token of ['oidcToken', 'oauthToken']) {
    if (valueAt(request, token) !== undefined) {
      found.note(
        name,
        `${token}: the service signs requests instead (signing_secret), or sends a header authorization`,
      );
    }
  }
  if (/\.run\.app$|\.cloudfunctions\.net$/.test(nameOfUrl(target).split('/')[0] ?? '')) {
    found.note(name, `${target} has to accept requests without an identity of Google Cloud`);
  }
}

function readBody(
  found: Collection,
  name: string,
  body: string | undefined,
  { method, headers }: { method: string; headers: Record<string, string> },
): { headers: Record<string, string>; payload?: unknown } {
  if (body === undefined) return { headers };
  if (method === 'GET' || method === 'HEAD') {
    found.note(name, `${method} takes no body: the body is left out`);
    return { headers };
  }
  const text = new TextDecoder().decode(Uint8Array.from(atob(body), (char) => char.charCodeAt(0)));
  const type = Object.keys(headers).find((header) => header.toLowerCase() === 'content-type');
  const isJson = type !== undefined && /^application\/json\b/i.test(headers[type]!);
  if (isJson) {
    const { [type]: _, ...rest } = headers;
    return { headers: rest, payload: parseIfJson(text) };
  }
  return {
    headers: type === undefined ? { ...headers, 'Content-Type': 'application/octet-stream' } : headers,
    payload: text,
  };
}

function readRetry(config: Values) {
  const initial = toSeconds(textAt(config, 'minBackoffDuration'));
  const most = toSeconds(textAt(config, 'maxBackoffDuration'));
  const age = toSeconds(textAt(config, 'maxRetryDuration'));
  return {
    // Cloud Scheduler does not retry unless retryCount is set.
    max_attempts: clamp((numberAt(config, 'retryCount') ?? 0) + 1, 1, 50),
    ...(initial !== undefined && { initial_delay_seconds: clamp(initial, 0, 86_400) }),
    ...(most !== undefined && { max_delay_seconds: clamp(most, 0, 86_400) }),
    ...(age !== undefined && age > 0 && { max_age_seconds: clamp(age, 1, 2_592_000) }),
  };
}

/** `180s`, `3.5s` */
function toSeconds(text: string | undefined): number | undefined {
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(text ?? '')?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
