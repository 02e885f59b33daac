// Tests requests with credentials against real servers: tokens, client certificates, a proxy, bound hosts.
import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { makeCertificate } from '../http/test-certificate.ts';
import { HOST, newClient } from '../http/test-client.ts';
import { startProxy } from '../http/test-proxy.ts';
import { startServer } from '../http/test-server.ts';
import type { CredentialParts } from '../store/credential-table.ts';
import { CREDENTIAL_FIELD, saveCredential } from '../store/credentials.ts';
import { createKeyring } from '../store/encryption.ts';
import { newId } from '../store/ids.ts';
import { useTestStore } from '../testing/store.ts';
import { startTarget, type Target } from '../testing/target.ts';
import { waitFor } from '../testing/wait.ts';
import { createCredentialSender } from './credentials.ts';

const store = useTestStore();
const keyring = createKeyring([randomBytes(32)]);
const none: CredentialParts = {
  oauth2: null,
  basic: null,
  bearer: null,
  header: null,
  tls: null,
  proxy_url: null,
};

async function save(hosts: string[], parts: Partial<CredentialParts>, ring = keyring): Promise<string> {
  const id = newId();
  const now = Temporal.Now.instant();
  const secrets = ring.encrypt(id, CREDENTIAL_FIELD, JSON.stringify({ ...none, ...parts }));
  const times = { expires_at: null, created_at: now, updated_at: now };
  await saveCredential(store.db, { id, name: id, hosts, settings: none, secrets, ...times });
  return id;
}

async function startRealTarget(answer?: Target['answer']): Promise<Target> {
  const target = await startTarget();
  if (answer !== undefined) target.answer = answer;
  onTestFinished(() => target.close());
  return target;
}

function createSender(client = newClient()) {
  const sender = createCredentialSender({ db: store.db, client, keyring });
  return async (name: string, url: string, timeoutMs = 60_000) =>
    await sender.send(name, {
      method: 'POST',
      url,
      headers: { 'x-a': '1' },
      body: '{}',
      timeoutMs,
      mayRepeat: false,
    });
}

/** Issues the tokens t1, t2 and so on. */
const issueTokens = (expiresIn: unknown) => {
  let count = 0;
  return startRealTarget((_delivery, response) => {
    const body = { access_token: `t${++count}`, token_type: 'Bearer', expires_in: expiresIn };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
};

const oauth2 = (token: Target, fields: Partial<NonNullable<CredentialParts['oauth2']>> = {}) => ({
  oauth2: {
    token_url: `${token.url}/token`,
    client_id: 'a:b',
    client_secret: 's e',
    scope: 'x y',
    audience: null,
    auth_style: 'basic' as const,
    ...fields,
  },
});

test('concurrent requests share one token, until a target refuses it', async () => {
  const tokens = await issueTokens(3600);
  let accepted = 'Bearer t1';
  const target = await startRealTarget(({ headers }, response) =>
    response.writeHead(headers.authorization === accepted ? 200 : 401).end(),
  );
  const send = createSender();
  const name = await save([target.url], oauth2(tokens));
  const sent = await Promise.all(Array.from({ length: 20 }, () => send(name, `${target.url}/a`)));
  expect(sent.map(({ result }) => result)).toEqual(
    Array(20).fill(expect.objectContaining({ statusCode: 200 })),
  );
  expect(sent[0]).toMatchObject({
    headers: { 'x-a': '1', authorization: 'Bearer t1' },
    secretHeaders: ['authorization'],
  });
  expect(tokens.deliveries).toHaveLength(1);
  expect(tokens.deliveries[0]).toMatchObject({
    path: '/token',
    headers: { authorization: `Basic ${Buffer.from('a%3Ab:s+e').toString('base64')}` },
    body: 'grant_type=client_credentials&scope=x+y',
  });
  accepted = 'Bearer t2';
  const again = await Promise.all(Array.from({ length: 5 }, () => send(name, target.url)));
  expect(again.map(({ result }) => result)).toEqual(
    Array(5).fill(expect.objectContaining({ statusCode: 200 })),
  );
  expect(tokens.deliveries).toHaveLength(2);
  accepted = 'none';
  const before = target.deliveries.length;
  expect((await send(name, target.url)).result).toMatchObject({ statusCode: 401 });
  expect([target.deliveries.length - before, tokens.deliveries.length]).toEqual([2, 3]);
});

test('a token is requested again before it expires, and credentials may be sent in the body', async () => {
  const tokens = await issueTokens('0');
  const target = await startRealTarget();
  const send = createSender();
  const name = await save([target.url], oauth2(tokens, { auth_style: 'body', audience: 'api', scope: null }));
  await send(name, target.url);
  await send(name, target.url);
  expect(target.deliveries.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2']);
  expect(tokens.deliveries[0]).toMatchObject({
    body: 'grant_type=client_credentials&audience=api&client_id=a%3Ab&client_secret=s+e',
  });
  expect(tokens.deliveries[0]?.headers).not.toHaveProperty('authorization');
});

test('a token that cannot be had is the failure of the attempt, without the secret', async () => {
  const target = await startRealTarget();
  const failing = await startRealTarget((_delivery, response) =>
    response.writeHead(401).end('{"error":"invalid_client","error_description":"s e"}'),
  );
  const send = createSender();
  const failureOf = async (parts: Partial<CredentialParts>, timeoutMs?: number) =>
    (await send(await save([target.url], parts), target.url, timeoutMs)).result;
  expect(await failureOf(oauth2(failing))).toMatchObject({
    kind: 'unreachable',
    error: {
      code: 'token_failed',
      message: `The token endpoint ${failing.url}/token returned no token: it answered 401 (invalid_client).`,
    },
  });
  const toPrivate = await failureOf(oauth2(failing, { token_url: 'http://10.0.0.1/token' }));
  expect(toPrivate).toMatchObject({ kind: 'blocked', error: { code: 'token_not_allowed' } });
  const silent = await startRealTarget(() => {});
  const late = await failureOf(oauth2(silent), 50);
  expect(late).toMatchObject({ kind: 'unreachable', error: { code: 'token_failed' } });
  expect(target.deliveries).toEqual([]);
});

test('static secrets are put into headers, and replaced secrets are used soon', async () => {
  const target = await startRealTarget();
  const send = createSender();
  const basic = await save([target.url], { basic: { username: 'u', password: 'p' } });
  const named = await save([target.url], { header: { name: 'X-Key', value: 'k' } });
  const bearer = await save([target.url], { bearer: { token: 'first' } });
  for (const name of [basic, named, bearer]) await send(name, target.url);
  expect(target.deliveries.map(({ headers }) => headers['x-key'] ?? headers.authorization)).toEqual([
    `Basic ${Buffer.from('u:p').toString('base64')}`,
    'k',
    'Bearer first',
  ]);
  const secrets = keyring.encrypt(
    bearer,
    CREDENTIAL_FIELD,
    JSON.stringify({ ...none, bearer: { token: 'second' } }),
  );
  await store.db.updateTable('credentials').set({ secrets }).where('name', '=', bearer).execute();
  await waitFor('the new token', async () => {
    await send(bearer, target.url);
    return target.deliveries.at(-1)?.headers.authorization === 'Bearer second';
  });
});

test('a credential is sent to its hosts alone, and only if it can be read', async () => {
  const target = await startRealTarget();
  const send = createSender();
  const elsewhere = await save(['api.example.com'], { bearer: { token: 't' } });
  expect((await send(elsewhere, target.url)).result).toMatchObject({
    kind: 'blocked',
    error: {
      code: 'credential_refused',
      message: `The credential ${elsewhere} is for api.example.com, not for the target: add ${target.url} to the hosts of the credential, or use another credential.`,
    },
  });
  const foreign = await save([target.url], { bearer: { token: 't' } }, createKeyring([randomBytes(32)]));
  expect((await send(foreign, target.url)).result).toMatchObject({ error: { code: 'secrets_unreadable' } });
  expect((await send('absent', target.url)).result).toMatchObject({ error: { code: 'credential_missing' } });
  expect(target.deliveries).toEqual([]);
});

test('a client certificate, a private authority and a proxy are used for the target', async () => {
  const { key, cert } = makeCertificate([HOST]);
  const client = makeCertificate(['scheduler.example.com']);
  const tls = { key, cert, requestCert: true, rejectUnauthorized: true, ca: [client.cert] };
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';
  await using server = await startServer((socket) => void socket.end(answer), { tls });
  const proxy = await startProxy(server.port);
  const url = `https://${HOST}:${server.port}/`;
  const hosts = [`${HOST}:${server.port}`];
  const send = createSender();
  const authority = await save(hosts, { tls: { ca: cert, certificate: null, key: null } });
  expect((await send(authority, url)).result).toMatchObject({ kind: 'unreachable' });
  const mutual = { tls: { ca: cert, certificate: client.cert, key: client.key } };
  expect((await send(await save(hosts, mutual), url)).result).toMatchObject({ statusCode: 200 });
  expect(proxy.requests).toEqual([]);
  const proxied = await save(hosts, { ...mutual, proxy_url: proxy.proxyUrl });
  expect((await send(proxied, url)).result).toMatchObject({ statusCode: 200 });
  expect(proxy.requests).toEqual([
    [`${HOST}:${server.port}`, `Basic ${Buffer.from('u:p@ss').toString('base64')}`],
  ]);
});
