// Alert and notice schemas: what broke a rule, and what was sent about it.
import { z } from '@hono/zod-openapi';
import { Id, Instant, orNull } from './common.ts';
import { notificationExamples as examples } from './notification-examples.ts';
import { RuleEvent } from './notification-rule.ts';

export const AlertState = z
  .enum(['open', 'closed'])
  .openapi('AlertState', { description: '`open` while the condition of the rule holds for the job.' });

export const Alert = z
  .strictObject({
    id: Id,
    rule_id: Id,
    rule_name: z.string().max(100),
    event: RuleEvent,
    job_id: Id,
    job_name: z.string().max(255),
    run_id: orNull(Id).openapi({ description: 'The run that opened the alert, if one did.' }),
    message: z.string().max(1_000).openapi({
      description: 'What happened: a sentence that continues the name of the job.',
      example: examples.alert.message,
    }),
    state: AlertState,
    opened_at: Instant,
    closed_at: orNull(Instant),
    close_reason: orNull(z.enum(['recovered', 'job_deleted', 'rule_changed'])).openapi({
      description:
        '`recovered`: the condition has ended. `job_deleted`, `rule_changed`: the job or the rule was deleted, or the rule no longer applies to the job; no notice is sent.',
    }),
    is_flapping: z.boolean().openapi({
      description:
        'The alert opened again within 15 minutes after its end. Its changes are not sent until it has been steady for 15 minutes.',
    }),
    changes: z.int().openapi({ description: 'How often the alert has opened and closed.' }),
    notified_at: orNull(Instant).openapi({
      description: 'When the last notice about the alert was written.',
    }),
  })
  .openapi('Alert', { example: examples.alert });

export const DeliveryStatus = z.enum(['queued', 'sent', 'failed']).openapi('DeliveryStatus', {
  description:
    '`queued`: the next attempt follows. `sent`: the receiver has accepted the message. `failed`: no further attempt follows.',
});

export const Notice = z
  .strictObject({
    id: Id,
    created_at: Instant,
    kind: z.enum(['opened', 'repeated', 'recovered', 'flapping', 'test']),
    channel_id: Id,
    channel_name: z.string().max(100),
    channel_type: z.enum(['webhook', 'slack', 'email']),
    rule_id: orNull(Id),
    rule_name: orNull(z.string().max(100)),
    job_id: orNull(Id).openapi({ description: 'The job, if the notice is about one.' }),
    job_name: orNull(z.string().max(255)),
    alert_count: z.int().openapi({ description: 'The number of alerts in the notice.' }),
    subject: z.string().max(500),
    text: z.string().max(50_000),
    why: z.string().max(500).openapi({ description: 'The rule in words.', example: examples.notice.why }),
    status: DeliveryStatus,
    attempts: z.int().openapi({ description: 'Number of attempts that have started.' }),
    error: orNull(z.string().max(1_000)).openapi({ description: 'Why the last attempt failed.' }),
    next_attempt_at: orNull(Instant).openapi({ description: 'The next attempt. Null unless `queued`.' }),
    sent_at: orNull(Instant),
  })
  .openapi('Notice', { example: examples.notice });

export type Alert = z.infer<typeof Alert>;
export type Notice = z.infer<typeof Notice>;
