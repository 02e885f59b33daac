// Routes of the audit log.
import { createRoute, z } from '@hono/zod-openapi';
import { AuditAction, AuditEntry } from './schemas/audit.ts';
import { Cursor, Id, Instant, json, Limit, page, pageHeaders } from './schemas/common.ts';
import { examples } from './schemas/examples.ts';
import { problems } from './schemas/problem.ts';

export const auditRoutes = {
  listAudit: createRoute({
    operationId: 'listAudit',
    method: 'get',
    path: '/audit',
    tags: ['Service'],
    summary: 'List the audit log',
    description:
      'Every change of a job, start, rerun and cancel of a run, scheduler pause, sign-in and refusal, newest first. Kept for `RUN_RETENTION_DAYS`.',
    request: {
      query: z.strictObject({
        actor: z.string().min(1).max(100).optional().openapi({
          description: 'Only actions of this API key, or of `anonymous`, `unknown` or `system`.',
          example: 'deploy',
        }),
        action: AuditAction.optional().openapi({ description: 'Only this action.' }),
        target: Id.optional().openapi({ description: 'Only actions on the job or run with this ID.' }),
        from: Instant.optional().openapi({ description: 'Only actions at this instant or later.' }),
        to: Instant.optional().openapi({ description: 'Only actions before this instant.' }),
        limit: Limit,
        cursor: Cursor,
      }),
    },
    responses: {
      200: {
        description: 'A page of audit log entries.',
        headers: pageHeaders,
        content: json(page(AuditEntry, examples.auditEntry)),
      },
      ...problems(),
    },
  }),
};
