// Posts JSON to a URL through the checks of the HTTP client, and says in words why it failed.
import type { HttpClient } from '../http/client.ts';
import { USER_AGENT } from '../http/user-agent.ts';

const TIMEOUT_MS = 15_000;
const EXCERPT_CHARACTERS = 200;

/** Null after a response 2xx; otherwise the reason. `headersAt` gets the time of the attempt in Unix seconds. */
export async function postJson(
  client: HttpClient,
  url: string,
  body: string,
  headersAt: (seconds: number) => Record<string, string> = () => ({}),
): Promise<string | null> {
  const result = await client.send({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': USER_AGENT,
      ...headersAt(Math.floor(Date.now() / 1_000)),
    },
    body,
    timeoutMs: TIMEOUT_MS,
    // A repeated message bears the same `webhook-id`.
    mayRepeat: true,
  });
  if (result.kind !== 'answered') return result.error.message;
  if (result.statusCode >= 200 && result.statusCode < 300) return null;
  const excerpt = result.body.trim().slice(0, EXCERPT_CHARACTERS);
  return `The response had the status ${result.statusCode}${excerpt === '' ? '.' : `: ${excerpt}`}`;
}
