// Posts JSON to a URL through the checks of the HTTP client, and says in words why it failed.
import type { HttpClient } from '../http/client.ts';
import { type Mask, unmasked } from '../http/mask.ts';
import { USER_AGENT } from '../http/user-agent.ts';
import { showHidden } from '../text/hidden-characters.ts';

const TIMEOUT_MS = 15_000;
const EXCERPT_CHARACTERS = 200;

/**
 * Null after a response 2xx; otherwise the reason. `headersAt` gets the time of the attempt in Unix seconds. `mask` hides
 * secrets of the request, which the receiver may return.
 */
export async function postJson(
  client: HttpClient,
  url: string,
  body: string,
  headersAt: (seconds: number) => Record<string, string> = () => ({}),
  mask: Mask = unmasked,
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
  if (result.kind !== 'answered') return mask(result.error.message);
  if (result.statusCode >= 200 && result.statusCode < 300) return null;
  // Masked before the cut, which could divide a secret.
  const text = mask(result.body, result.truncated).replaceAll(/\s+/g, ' ').trim();
  const excerpt = showHidden(text).slice(0, EXCERPT_CHARACTERS);
  return `The response had the status ${result.statusCode}${excerpt === '' ? '.' : `: ${excerpt}`}`;
}
