// Sends requests with the credentials of jobs: adds headers and tokens, and chooses the connection.
import type { Kysely } from 'kysely';
import type { HttpClient, OutboundRequest, SendResult } from '../http/client.ts';
import { refuseTarget } from '../http/credential-hosts.ts';
import type { TransportSettings } from '../http/transport.ts';
import type { CredentialParts } from '../store/credential-table.ts';
import { CREDENTIAL_FIELD, type CredentialRow, findCredentials } from '../store/credentials.ts';
import { EncryptionError, type Keyring } from '../store/encryption.ts';
import { type Runtime, systemRuntime } from '../store/runtime.ts';
import type { Database } from '../store/schema.ts';
import { basicAuthorization, createTokenCache, type TokenCache, type TokenResult } from './token-cache.ts';

/** A change of a credential takes effect within this time. */
const READ_EVERY_MS = 1_000;

export interface CredentialDeps {
  db: Kysely<Database>;
  client: HttpClient;
  keyring: Keyring;
  runtime?: Runtime;
}

/** The result of a request, with the headers that it was sent with. */
export interface Sent {
  result: SendResult;
  headers: Record<string, string>;
  /** The names of the headers that the credential has set. */
  secretHeaders: string[];
}

export interface CredentialSender {
  /** Rejects if the credential cannot be read from the database: nothing was sent. */
  send(name: string, request: OutboundRequest): Promise<Sent>;
}

/** A stored credential, decrypted. */
interface Credential {
  row: CredentialRow;
  header: { name: string; value: string } | null;
  tokens: TokenCache | null;
  transport: TransportSettings | undefined;
}

type Unsent = 'blocked' | 'unreachable' | 'canceled';
type Found = Credential | { error: { code: string; message: string } };

export function createCredentialSender({
  db,
  client,
  keyring,
  runtime = systemRuntime,
}: CredentialDeps): CredentialSender {
  const entries = new Map<string, { readAt: number; found: Promise<Found> }>();

  function find(name: string): Promise<Found> {
    const now = runtime.monotonicNow();
    const entry = entries.get(name);
    if (entry !== undefined && now - entry.readAt < READ_EVERY_MS) return entry.found;
    const found = read(name, entry?.found);
    entries.set(name, { readAt: now, found });
    found.catch(() => entries.delete(name));
    return found;
  }

  /** An unchanged credential keeps its token and its connections. */
  async function read(name: string, before: Promise<Found> | undefined): Promise<Found> {
    const [row] = await findCredentials(db, [name]);
    const known = await before?.catch(() => undefined);
    if (row === undefined) {
      const message = `The credential ${name} does not exist. Set another one for the job.`;
      return { error: { code: 'credential_missing', message } };
    }
    if (known !== undefined && 'row' in known && known.row.secrets === row.secrets) return { ...known, row };
    try {
      const parts = JSON.parse(keyring.decrypt(row.id, CREDENTIAL_FIELD, row.secrets)) as CredentialParts;
      const transport = transportOf(parts);
      const tokens = parts.oauth2 && createTokenCache(client, parts.oauth2, transport, runtime);
      return { row, header: headerOf(parts), tokens, transport };
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error;
      return { error: { code: 'secrets_unreadable', message: error.message } };
    }
  }

  return {
    send: async (name, request) => {
      const startedAt = runtime.monotonicNow();
      const found = await find(name);
      const unsent = (kind: Unsent, code: string, message: string): Sent => {
        const timings = { ...NO_TIMINGS, total_ms: Math.round(runtime.monotonicNow() - startedAt) };
        return {
          result: { kind, error: { code, message }, timings },
          headers: request.headers,
          secretHeaders: [],
        };
      };
      if ('error' in found) return unsent('blocked', found.error.code, found.error.message);
      const { row, tokens, header, transport } = found;
      const refusal = refuseTarget(row.hosts, request.url);
      if (refusal !== null)
        return unsent('blocked', 'credential_refused', `The credential ${name} ${refusal}.`);

      const sendWith = async (added: Credential['header']): Promise<Sent> => {
        const headers = { ...request.headers, ...(added && { [added.name]: added.value }) };
        const leftMs = request.timeoutMs - (runtime.monotonicNow() - startedAt);
        const timeoutMs = Math.max(1, Math.round(leftMs));
        const result = await client.send({ ...request, headers, timeoutMs, transport });
        return { result, headers, secretHeaders: added === null ? [] : [added.name] };
      };
      if (tokens === null) return await sendWith(header);

      const wait = async (rejected?: string) =>
        await waitFor(tokens.get(rejected), request, startedAt, runtime);
      const first = await wait();
      if (first === 'canceled') return unsent('canceled', 'canceled', 'The request was canceled.');
      if ('failure' in first) {
        const { failure, isBlocked } = first;
        return isBlocked
          ? unsent('blocked', 'token_not_allowed', failure)
          : unsent('unreachable', 'token_failed', failure);
      }
      const sent = await sendWith(bearer(first.token));
      if (sent.result.kind !== 'answered' || sent.result.statusCode !== 401) return sent;
      // The token may have been revoked. A target that answers 401 has not processed the request.
      const second = await wait(first.token);
      const isNew = second !== 'canceled' && 'token' in second && second.token !== first.token;
      return isNew ? await sendWith(bearer(second.token)) : sent;
    },
  };
}

/** Waits for a token until the attempt is canceled or its time is over; the token request itself goes on. */
async function waitFor(
  result: Promise<TokenResult>,
  { signal, timeoutMs }: OutboundRequest,
  startedAt: number,
  runtime: Runtime,
): Promise<TokenResult | 'canceled'> {
  if (signal?.aborted === true) return 'canceled';
  const { promise, resolve } = Promise.withResolvers<TokenResult | 'canceled'>();
  const listener = { handleEvent: () => resolve('canceled') };
  signal?.addEventListener('abort', listener);
  const failure = `No token arrived within ${timeoutMs / 1_000} s, the time limit of the attempt.`;
  const leftMs = Math.max(0, timeoutMs - (runtime.monotonicNow() - startedAt));
  const timer = runtime.setTimeout(() => resolve({ failure, isBlocked: false }), leftMs);
  try {
    return await Promise.race([result, promise]);
  } finally {
    runtime.clear(timer);
    signal?.removeEventListener('abort', listener);
  }
}

const NO_TIMINGS = { dns_ms: null, connect_ms: null, tls_ms: null, first_byte_ms: null, total_ms: 0 };

function bearer(token: string): { name: string; value: string } {
  return { name: 'authorization', value: `Bearer ${token}` };
}

function headerOf({ basic, bearer: fixed, header }: CredentialParts): Credential['header'] {
  if (header !== null) return { name: header.name.toLowerCase(), value: header.value };
  if (fixed !== null) return bearer(fixed.token);
  if (basic === null) return null;
  return { name: 'authorization', value: basicAuthorization(basic.username, basic.password) };
}

function transportOf({ tls, proxy_url: proxyUrl }: CredentialParts): TransportSettings | undefined {
  if (tls === null && proxyUrl === null) return undefined;
  const { ca = null, certificate = null, key = null } = tls ?? {};
  return {
    ca: ca ?? undefined,
    clientCertificate: certificate === null || key === null ? undefined : { cert: certificate, key },
    proxyUrl: proxyUrl ?? undefined,
    isProxyGuarded: true,
  };
}
