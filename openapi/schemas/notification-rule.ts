// Notification rule schemas: when which channels are notified.
import { z } from '@hono/zod-openapi';
import { Id, Instant, label, orNull } from './common.ts';
import { wholeNumber } from './messages.ts';
import { notificationExamples as examples } from './notification-examples.ts';

export const RuleEvent = z
  .enum(['failing', 'missed', 'late', 'paused_by_failures', 'no_success'])
  .openapi('RuleEvent', {
    description:
      '`failing`: `failures` runs in a row have failed. `missed`: a run was missed. `late`: a run has not started `late_seconds` after it was due. `paused_by_failures`: the job stopped because of `pause_after_failures`. `no_success`: no run has succeeded for `silent_hours`, counted from the last success, or from the creation, resume or new schedule of the job.',
  });

const fields = {
  name: label(100).min(1).openapi({
    description: 'The name of the rule, shown in notices.',
    minLength: 1,
    example: 'Billing fails',
  }),
  enabled: z.boolean().openapi({ description: 'Whether the rule is checked.' }),
  job_id: orNull(Id).openapi({
    description: 'The only job of the rule. Without `job_id` and `tag`, the rule is about every job.',
  }),
  tag: orNull(z.string().min(1).max(100)).openapi({
    description: 'The rule is about the jobs with this tag. Excludes `job_id`.',
    example: 'billing',
  }),
  event: RuleEvent,
  failures: orNull(wholeNumber(1, 1_000)).openapi({
    description: 'For `failing`, required: the number of failed runs in a row.',
  }),
  late_seconds: orNull(wholeNumber(5, 86_400)).openapi({
    description: 'For `late`, required: the delay in seconds.',
  }),
  silent_hours: orNull(wholeNumber(1, 8_760)).openapi({
    description: 'For `no_success`, required: the number of hours.',
  }),
  notify_recovery: z.boolean().openapi({ description: 'Whether the end of an alert is notified.' }),
  repeat_after_seconds: orNull(wholeNumber(60, 2_592_000)).openapi({
    description: 'An open alert is notified again after this time. Null: once.',
  }),
  channel_ids: z
    .array(Id)
    .min(1)
    .max(20)
    .openapi({ description: 'The channels to notify.', example: [examples.channel.id] }),
};

export const NotificationRule = z
  .strictObject({ id: Id, ...fields, created_at: Instant, updated_at: Instant })
  .openapi('NotificationRule', { example: examples.rule });

/** The body of POST /notification-rules. */
export const NotificationRuleInput = z
  .strictObject({
    ...fields,
    enabled: fields.enabled.default(true),
    job_id: fields.job_id.default(null),
    tag: fields.tag.default(null),
    failures: fields.failures.default(null),
    late_seconds: fields.late_seconds.default(null),
    silent_hours: fields.silent_hours.default(null),
    notify_recovery: fields.notify_recovery.default(true),
    repeat_after_seconds: fields.repeat_after_seconds.default(null),
  })
  .openapi('NotificationRuleInput', { example: examples.ruleInput });

/** The body of PATCH /notification-rules/{id}. */
export const NotificationRulePatch = z
  .strictObject(fields)
  .partial()
  .openapi('NotificationRulePatch', { example: { enabled: false } });

export const NotificationRules = z
  .strictObject({ data: z.array(NotificationRule).max(100) })
  .openapi('NotificationRules', { example: { data: [examples.rule] } });

export type NotificationRule = z.infer<typeof NotificationRule>;
export type NotificationRuleInput = z.infer<typeof NotificationRuleInput>;
