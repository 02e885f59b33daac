// A job's policies: how often it is tried, what becomes of what is late, and what is a success.
import { z } from '@hono/zod-openapi';
import { orNull, text } from './common.ts';
import { examples } from './examples.ts';

export const retryFields = {
  max_attempts: z.int().min(1).max(50).openapi({ description: 'Attempts in all, the first included.' }),
  initial_delay_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .openapi({ description: 'The longest wait before the second attempt.' }),
  max_delay_seconds: z.int().min(0).max(86_400).openapi({ description: 'No wait is longer.' }),
  factor: z.number().min(1).max(10).openapi({ description: 'How the wait grows from attempt to attempt.' }),
  max_age_seconds: z.int().min(1).max(2_592_000).openapi({
    description: 'No further attempt is planned for later than this after the first one’s start.',
  }),
};

export const Retry = z.strictObject(retryFields).openapi('Retry', {
  description: 'Delays have full jitter: the wait is drawn evenly from zero to its bound.',
  example: examples.retry,
});

export const RetryInput = z
  .strictObject({
    max_attempts: retryFields.max_attempts.default(4),
    initial_delay_seconds: retryFields.initial_delay_seconds.default(10),
    max_delay_seconds: retryFields.max_delay_seconds.default(3600),
    factor: retryFields.factor.default(2),
    max_age_seconds: retryFields.max_age_seconds.default(86_400),
  })
  .openapi('RetryInput', { example: examples.retry });

export const catchUpFields = {
  policy: z.enum(['one', 'all', 'none']).openapi({
    description:
      'Of occurrences late by more than a minute: the newest runs, the newest 1 000 run one after the other, or none does. The others are recorded as missed.',
  }),
  window_seconds: z
    .int()
    .min(0)
    .max(2_592_000)
    .openapi({ description: 'What is late by more is missed, whatever the policy.' }),
};

export const CatchUp = z.strictObject(catchUpFields).openapi('CatchUp', {
  description: 'What becomes of occurrences that could not start in time, after an outage for example.',
  example: examples.catchUp,
});

export const CatchUpInput = z
  .strictObject({
    policy: catchUpFields.policy.default('one'),
    window_seconds: catchUpFields.window_seconds.default(86_400),
  })
  .openapi('CatchUpInput', { example: examples.catchUp });

export const successFields = {
  statuses: z
    .array(
      z
        .string()
        .max(3)
        .regex(/^([1-5]xx|[2-5]\d\d)$/, 'must be a code such as 204 or a class such as 2xx'),
    )
    .min(1)
    .max(50)
    .openapi({ description: 'Codes and classes of answers that are a success.', example: ['2xx', '409'] }),
  body_contains: orNull(text(1_000)).openapi({
    description: 'Text that the answer must hold, in what is read of it.',
  }),
};

export const Success = z
  .strictObject(successFields)
  .openapi('Success', { description: 'Which answers are a success.', example: examples.success });

export const SuccessInput = z
  .strictObject({
    statuses: successFields.statuses.default(['2xx']),
    body_contains: successFields.body_contains.default(null),
  })
  .openapi('SuccessInput', { example: examples.success });
