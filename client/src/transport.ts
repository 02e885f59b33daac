// Sends a request with a time limit, and retries it if that is safe.
import { chooseWait, isRepeatable, isWorthRetrying } from './retry.ts';
import { type Deadline, pause, startDeadline } from './time.ts';
import { createKey } from './unique-key.ts';

export type Fetch = (request: Request) => Promise<Response>;
/** @param timeoutMs limit of the whole call: all attempts, the delays between them, and the response body */
export type Send = (request: Request, timeoutMs: number) => Promise<Response>;

/** @param retries maximum number of attempts after the first */
export function createTransport(fetch: Fetch, retries: number): Send {
  return async (request, timeoutMs) => {
    const deadline = startDeadline(timeoutMs, request.signal);
    try {
      return await sendWithRetries(fetch, await prepare(request), retries, deadline);
    } finally {
      deadline.clear();
    }
  };
}

interface Prepared {
  request: Request;
  body: ArrayBuffer | undefined;
}

/** Buffers the body, which a Request can send only once, and sets one idempotency key for all attempts. */
async function prepare(request: Request): Promise<Prepared> {
  const isJobTest = new URL(request.url).pathname.endsWith('/jobs/test');
  // POST /jobs/test calls the target every time and ignores idempotency keys.
  if (request.method === 'POST' && !isJobTest && !request.headers.has('idempotency-key')) {
    request.headers.set('idempotency-key', createKey());
  }
  // Some browsers do not support `request.body`.
  const isBodiless = request.method === 'GET' || request.method === 'HEAD';
  const body = isBodiless ? undefined : await request.arrayBuffer();
  return { request, body: body?.byteLength ? body : undefined };
}

async function sendWithRetries(
  fetch: Fetch,
  { request, body }: Prepared,
  retries: number,
  deadline: Deadline,
): Promise<Response> {
  const { signal } = deadline;
  let mayHaveSucceeded = false;
  for (let retry = 0; ; retry++) {
    let response: Response | undefined;
    let failure: unknown;
    try {
      response = await receive(
        await fetch(new Request(request, { ...(body !== undefined && { body }), signal })),
      );
    } catch (error) {
      // On an abort, throw the signal's reason instead of the runtime's error.
      signal.throwIfAborted();
      failure = error;
    }
    // An earlier attempt without a response has deleted the resource.
    if (response?.status === 404 && request.method === 'DELETE' && mayHaveSucceeded)
      return new Response(null, { status: 204 });
    mayHaveSucceeded ||= response === undefined || response.status >= 500;

    const isOver = response === undefined ? !isRepeatable(request) : !isWorthRetrying(request, response);
    const waitMs = chooseWait(retry, response);
    // If the delay exceeds the time limit, return the current response or error at once.
    if (isOver || retry >= retries || waitMs >= deadline.remainingMs()) {
      if (response === undefined) throw failure;
      return response;
    }
    await pause(waitMs, signal);
  }
}

/** Reads the whole body, so that a truncated response is retried. Does not read streams, which can be endless. */
async function receive(response: Response): Promise<Response> {
  const isStream = /^(text\/event-stream|application\/x-ndjson)/.test(
    response.headers.get('content-type') ?? '',
  );
  // Browsers report a body for these statuses, but refuse it in the Response constructor.
  const isBodiless = response.body === null || [204, 205, 304].includes(response.status);
  if (isStream || isBodiless) return response;
  const { status, statusText, headers } = response;
  return new Response(await response.arrayBuffer(), { status, statusText, headers });
}
