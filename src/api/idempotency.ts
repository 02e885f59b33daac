// Applies the Idempotency-Key: a repeated request returns the first response without another write.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { findResponse, type RequestId, saveResponse, tryLockRequest } from '../store/idempotency.ts';
import { canonicalJson } from './canonical-json.ts';
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
  const key = keyOf(c);
  const response = await runTransaction(deps, c, async (write) => {
    if (key === undefined) return await work(write);
    const request = await describeRequest(c, write.actor, key);
    const stored = await lockAndFindResponse<Body>(write.trx, request);
    if (stored !== undefined) return stored;
    const created = await work(write);
    await storeResponse(write.trx, request, created);
    return created;
  });
  return setHeaders(c, response);
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

/** A request with an Idempotency-Key. Errors are not stored, so a failed request can be repeated. */
interface IdempotentRequest {
  id: RequestId;
  bodyHash: string;
}

async function describeRequest(c: Context, actor: string, key: string): Promise<IdempotentRequest> {
  const id = { scope: `${actor} ${c.req.method} ${c.req.path}`.slice(0, 500), key };
  return { id, bodyHash: await hashBody(c) };
}

/** Locks the key for the transaction. Throws 409 during another request with the key, 422 for another body. */
async function lockAndFindResponse<Body>(
  trx: TransactionWrite['trx'],
  { id, bodyHash }: IdempotentRequest,
): Promise<PostResponse<Body> | undefined> {
  if (!(await tryLockRequest(trx, id))) {
    throw new Problem(409, 'A request with this Idempotency-Key is still in progress.', {
      headers: { 'retry-after': '1' },
    });
  }
  const stored = await findResponse(trx, id);
  if (stored === undefined) return undefined;
  if (stored.bodyHash !== bodyHash) throw otherBody();
  const headers = { ...stored.headers, 'idempotent-replayed': 'true' };
  return { body: JSON.parse(stored.body) as Body, headers };
}

async function storeResponse<Body>(
  trx: TransactionWrite['trx'],
  { id, bodyHash }: IdempotentRequest,
  { headers = {}, body }: PostResponse<Body>,
): Promise<void> {
  await saveResponse(trx, id, { bodyHash, headers, body: JSON.stringify(body) });
}

function keyOf(c: Context): string | undefined {
  return c.req.header('idempotency-key');
}

async function hashBody(c: Context): Promise<string> {
  const isEmpty = (await c.req.arrayBuffer()).byteLength === 0;
  const body: unknown = isEmpty ? null : await c.req.json();
  return createHash('sha256').update(canonicalJson(body)).digest('hex');
}

function setHeaders<Body>(c: Context, { headers = {}, body }: PostResponse<Body>): Body {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  return body;
}

function otherBody(): Problem {
  const { message, errors } = invalidFields([
    { pointer: '', detail: 'differs from the body of the first request with this Idempotency-Key' },
  ]);
  return new Problem(422, message, { errors: errors ?? [] });
}
