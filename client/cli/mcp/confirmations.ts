// Remembers dry runs, so that a write changes exactly what its dry run showed.
import { createKey } from '../../src/index.ts';
import type { BulkResult, JobPlan } from '../../src/models.ts';

type Body = Record<string, unknown>;

interface Pending {
  operationId: string;
  /** The body of the dry run, without `dry_run`. */
  requested: string;
  /** The body of the write. */
  body: Body;
  expiresAt: number;
}

const VALID_MS = 10 * 60_000;
const PENDING_AT_MOST = 100;

export class Confirmations {
  readonly #pending = new Map<string, Pending>();

  /** Stores a dry run, and returns the text that confirms it. */
  add(operationId: string, body: Body, result: unknown): string {
    const oldest = this.#pending.keys().next();
    if (this.#pending.size >= PENDING_AT_MOST && !oldest.done) this.#pending.delete(oldest.value);
    const confirm = createKey();
    this.#pending.set(confirm, {
      operationId,
      requested: toText(body),
      body: toWrite(operationId, body, result),
      expiresAt: Date.now() + VALID_MS,
    });
    return confirm;
  }

  /** The body of the confirmed write, once. Undefined without a dry run of the same request. */
  take(operationId: string, body: Body, confirm: string | undefined): Body | undefined {
    const pending = confirm === undefined ? undefined : this.#pending.get(confirm);
    if (pending === undefined || pending.operationId !== operationId || pending.requested !== toText(body)) {
      return undefined;
    }
    this.#pending.delete(confirm!);
    return pending.expiresAt < Date.now() ? undefined : pending.body;
  }
}

function toText({ dry_run: _, ...body }: Body): string {
  return JSON.stringify(Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** A filter could match other items by then, and a plan could differ: the write names what was shown. */
function toWrite(operationId: string, body: Body, result: unknown): Body {
  const { dry_run: _, ...rest } = body;
  if (operationId === 'applyJobs') return { ...rest, plan_id: (result as JobPlan).plan_id };
  if (operationId !== 'changeJobs' && operationId !== 'changeRuns') return rest;
  return { action: body['action'], ids: (result as BulkResult).done };
}
