// Applies the Idempotency-Key: a repeated request returns the first response and does nothing.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { findResponse, type RequestId, saveResponse, tryLockRequest } from '../store/idempotency.ts';
import { canonical } from './canonical.ts';
import { invalidFields, Problem } from './problems.ts';
import {
  runStatement,
  runTransaction,
  type TransactionWrite,
  type Write,
  type WriteDeps,
} from './transaction.ts';

/** The response of a POST. */
export interface PostResponse<Body> {
  body: Body;
  headers?: Record<string, string>;
}

/** Runs a POST in one transaction, once for each Idempotency-Key. Sets the response's headers and returns its body. */
export async function runOnce<Body>(
  deps: WriteDeps,
  c: Context,
  work: (write: TransactionWrite) => Promise<PostResponse<Body>>,
): Promise<Body> {
  return setHeaders(c, await runTransaction(deps, c, (write) => findOrRun(write, c, () => work(write))));
}

/** `runOnce` for work that is one statement: without an Idempotency-Key it needs no transaction. */
export async function runStatementOnce<Body>(
  deps: WriteDeps,
  c: Context,
  work: (write: Write) => Promise<PostResponse<Body>>,
): Promise<Body> {
  if (keyOf(c) !== undefined) return await runOnce(deps, c, work);
  return setHeaders(c, await runStatement(deps, c, work));
}

/** The stored response to the request's key, else that of `work`, which is stored with it; an error is not stored. */
async function findOrRun<Body>(
  { trx, actor }: TransactionWrite,
  c: Context,
  work: () => Promise<PostResponse<Body>>,
): Promise<PostResponse<Body>> {
  const key = keyOf(c);
  if (key === undefined) return await work();
  const id: RequestId = { scope: `${actor} ${c.req.method} ${c.req.path}`.slice(0, 500), key };
  if (!(await tryLockRequest(trx, id))) {
    throw new Problem(409, 'A request with this Idempotency-Key is still being worked on.', {
      headers: { 'retry-after': '1' },
    });
  }
  const bodyHash = await hashBody(c);
  const stored = await findResponse(trx, id);
  if (stored !== undefined) {
    if (stored.bodyHash !== bodyHash) throw otherBody();
    const headers = { ...stored.headers, 'idempotent-replayed': 'true' };
    return { body: JSON.parse(stored.body) as Body, headers };
  }
  const response = await work();
  await saveResponse(trx, id, {
    bodyHash,
    headers: response.headers ?? {},
    body: JSON.stringify(response.body),
  });
  return response;
}

function keyOf(c: Context): string | undefined {
  return c.req.header('idempotency-key');
}

async function hashBody(c: Context): Promise<string> {
  const isEmpty = (await c.req.arrayBuffer()).byteLength === 0;
  const body: unknown = isEmpty ? null : await c.req.json();
  return createHash('sha256').update(canonical(body)).digest('hex');
}

function setHeaders<Body>(c: Context, { headers = {}, body }: PostResponse<Body>): Body {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return body;
}

function otherBody(): Problem {
  const { message, errors } = invalidFields([
    { pointer: '', detail: 'is not the body that this Idempotency-Key was first sent with' },
  ]);
  return new Problem(422, message, { errors: errors ?? [] });
}
