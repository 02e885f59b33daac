// Audit log schemas: the entry and its actions.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { examples } from './examples.ts';

export const AuditAction = z
  .enum([
    'job.created',
    'job.updated',
    'job.paused',
    'job.resumed',
    'job.deleted',
    'job.backfilled',
    'job.evidence_erased',
    'job.tested',
    'run.started',
    'run.rerun',
    'run.canceled',
    'credential.created',
    'credential.updated',
    'credential.deleted',
    'channel.created',
    'channel.updated',
    'channel.tested',
    'channel.deleted',
    'rule.created',
    'rule.updated',
    'rule.deleted',
    'objective.created',
    'objective.updated',
    'objective.deleted',
    'scheduler.paused',
    'scheduler.resumed',
    'session.signed_in',
    'session.signed_out',
    'session.refused',
    'request.refused',
  ])
  .openapi('AuditAction', {
    description:
      'What was done. `job.tested`: the request of a job was sent without storing the job. `job.evidence_erased`: the recorded requests, responses and values of the job were erased. `credential.…`: the credentials of jobs. `channel.…`, `rule.…`: the channels and rules of notifications. `objective.…`: the lateness objectives of tags. `run.started`: manually. `session.refused`: a sign-in with a wrong API key. `request.refused`: a request without a valid API key (401), without the required role, from a page of another origin or from a run (403).',
  });

export const AuditEntry = z
  .strictObject({
    id: Id,
    created_at: Instant.openapi({ description: 'When it was done; of several equal actions, the first.' }),
    actor: z.string().max(100).openapi({
      description:
        'The name of the API key, `anonymous` if the service has no API keys, `unknown` for a refused client without a valid API key, or `system` for the service itself.',
    }),
    via: orNull(z.enum(['key', 'session'])).openapi({
      description:
        'How the client authenticated: with the API key, or with a session of the web interface. Null for `anonymous`, `unknown` and `system`.',
    }),
    action: AuditAction,
    job_id: orNull(Id).openapi({ description: 'The job that was affected.' }),
    job_name: orNull(z.string().max(255)).openapi({
      description: 'The current name of the job. Null if it is deleted.',
    }),
    run_id: orNull(Id).openapi({ description: 'The run that was started, rerun or canceled.' }),
    before: z
      .record(z.string(), z.unknown())
      .openapi({ description: 'The changed fields of the job with their previous values.' }),
    after: z.record(z.string(), z.unknown()).openapi({
      description: 'The changed fields of the job with their new values, or the parameters of the action.',
    }),
    route: orNull(z.string().max(100)).openapi({
      description: 'Of a refused request: the method and the path of the operation.',
      example: 'DELETE /jobs/{id}',
    }),
    status_code: orNull(z.int()).openapi({ description: 'The status code of the refusal.' }),
    detail: orNull(z.string().max(500)).openapi({ description: 'The reason of the refusal.' }),
    address: orNull(z.string().max(100)).openapi({
      description:
        'Of a sign-in, sign-out or refusal: the remote address of the connection. Behind a proxy, the address of the proxy.',
      example: '203.0.113.7',
    }),
    count: z.int().openapi({
      description:
        'The number of equal actions within one minute that the entry stands for. Only sign-ins, sign-outs and refusals are merged.',
    }),
    last_at: Instant.openapi({ description: 'The last of these actions.' }),
  })
  .openapi('AuditEntry', { example: examples.auditEntry });

export type AuditEntry = z.infer<typeof AuditEntry>;
