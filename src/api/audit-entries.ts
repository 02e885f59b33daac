// Creates audit log entries of the client that a write belongs to.
import type { AuditEntry } from '../store/audit-log.ts';
import type { AuditAction } from '../store/schema.ts';
import type { Write } from './transaction.ts';

export function entryOf(
  { now: at, actor, via }: Pick<Write, 'now' | 'actor' | 'via'>,
  action: AuditAction,
  jobId?: string,
  runId?: string,
): AuditEntry {
  return { at, actor, via, action, ...(jobId && { jobId }), ...(runId && { runId }) };
}
