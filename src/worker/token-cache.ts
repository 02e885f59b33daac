// Requests and caches the access token of a credential (RFC 6749, client credentials).
import type { HttpClient } from '../http/client.ts';
import type { TransportSettings } from '../http/transport.ts';
import type { CredentialParts } from '../store/credential-table.ts';
import type { Runtime } from '../store/runtime.ts';

const REQUEST_TIMEOUT_MS = 15_000;
/** A token is not used in the last part of its lifetime: it must arrive at the target before it expires. */
const MARGIN_MS = 60_000;
const MARGIN_SHARE = 0.1;
/** The lifetime of a token without `expires_in`. */
const DEFAULT_LIFETIME_SECONDS = 300;
const LONGEST_LIFETIME_SECONDS = 86_400;
const TOKEN_AT_MOST = 8_000;
/** RFC 6750, 2.1, and other visible characters that servers use. */
const TOKEN = /^[\x21-\x7e]+$/;

export type OAuth2 = NonNullable<CredentialParts['oauth2']>;
export type TokenResult = { token: string } | { failure: string; isBlocked: boolean };

export interface TokenCache {
  /** Concurrent callers share one request. `rejected`: a token that the target has refused, which is not returned. */
  get(rejected?: string): Promise<TokenResult>;
}

export function createTokenCache(
  client: HttpClient,
  oauth2: OAuth2,
  transport: TransportSettings | undefined,
  { monotonicNow }: Pick<Runtime, 'monotonicNow'>,
): TokenCache {
  let cached: { token: string; usableUntil: number } | undefined;
  let pending: Promise<TokenResult> | undefined;

  async function request(): Promise<TokenResult> {
    const requestedAt = monotonicNow();
    const answer = await client.send({ ...buildTokenRequest(oauth2), transport });
    const failed = (reason: string, isBlocked = false): TokenResult => ({
      failure: `The token endpoint ${oauth2.token_url} returned no token: ${reason}`,
      isBlocked,
    });
    if (answer.kind !== 'answered') return failed(answer.error.message, answer.kind === 'blocked');
    const body = parseObject(answer.body);
    if (answer.statusCode !== 200) {
      const code =
        typeof body['error'] === 'string' && /^[\w.-]{1,60}$/.test(body['error'])
          ? ` (${body['error']})`
          : '';
      return failed(`it answered ${answer.statusCode}${code}.`);
    }
    const { access_token: token, token_type: type = 'bearer', expires_in: expiresIn } = body;
    if (typeof token !== 'string' || !TOKEN.test(token) || token.length > TOKEN_AT_MOST)
      return failed('its answer has no valid access_token.');
    if (String(type).toLowerCase() !== 'bearer') return failed('its token_type is not Bearer.');
    cached = { token, usableUntil: requestedAt + usableMs(expiresIn) };
    return { token };
  }

  return {
    get: (rejected) => {
      if (cached !== undefined && (cached.token === rejected || monotonicNow() >= cached.usableUntil))
        cached = undefined;
      if (cached !== undefined) return Promise.resolve({ token: cached.token });
      pending ??= request().finally(() => {
        pending = undefined;
      });
      return pending;
    },
  };
}

function buildTokenRequest({ token_url, client_id, client_secret, scope, audience, auth_style }: OAuth2) {
  const form = new URLSearchParams({ grant_type: 'client_credentials' });
  if (scope !== null) form.set('scope', scope);
  if (audience !== null) form.set('audience', audience);
  const headers: Record<string, string> = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  if (auth_style === 'body') {
    form.set('client_id', client_id);
    form.set('client_secret', client_secret);
  } else headers['authorization'] = basicAuthorization(formEncode(client_id), formEncode(client_secret));
  return {
    method: 'POST',
    url: token_url,
    headers,
    body: form.toString(),
    timeoutMs: REQUEST_TIMEOUT_MS,
    mayRepeat: true,
  };
}

export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** RFC 6749, 2.3.1: the ID and the secret are form-encoded before they are joined. */
function formEncode(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2);
}

function usableMs(expiresIn: unknown): number {
  const seconds = Number(expiresIn ?? DEFAULT_LIFETIME_SECONDS);
  const lifetime = Number.isFinite(seconds) && seconds >= 0 ? seconds : DEFAULT_LIFETIME_SECONDS;
  const lifetimeMs = Math.min(lifetime, LONGEST_LIFETIME_SECONDS) * 1_000;
  return lifetimeMs - Math.min(MARGIN_MS, lifetimeMs * MARGIN_SHARE);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
