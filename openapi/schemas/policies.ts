// Policy schemas of a job: retry, catch-up and success.
import { z } from '@hono/zod-openapi';
import { orNull, text } from './common.ts';
import { examples } from './examples.ts';

export const retryFields = {
  max_attempts: z
    .int()
    .min(1)
    .max(50)
    .openapi({ description: 'Maximum number of attempts, including the first.' }),
  initial_delay_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .openapi({ description: 'Maximum delay before the second attempt, in seconds.' }),
  max_delay_seconds: z
    .int()
    .min(0)
    .max(86_400)
    .openapi({ description: 'Maximum delay between two attempts, in seconds.' }),
  factor: z
    .number()
    .min(1)
    .max(10)
    .openapi({ description: 'Multiplies the maximum delay after each attempt (exponential backoff).' }),
  max_age_seconds: z.int().min(1).max(2_592_000).openapi({
    description: 'No attempt starts later than this number of seconds after the start of the first attempt.',
  }),
};

export const Retry = z.strictObject(retryFields).openapi('Retry', {
  description:
    'The retry policy: exponential backoff with full jitter. Each delay is random between 0 and the maximum delay of that attempt.',
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
      'Decides about occurrences that are more than 60 seconds late. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.',
  }),
  window_seconds: z.int().min(0).max(2_592_000).openapi({
    description:
      'An occurrence that is later than this number of seconds is recorded as missed under every policy.',
  }),
};

export const CatchUp = z.strictObject(catchUpFields).openapi('CatchUp', {
  description: 'The catch-up policy: decides about late occurrences, for example after an outage.',
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
    .openapi({
      description: 'HTTP status codes (`409`) and classes (`2xx`) that count as success.',
      example: ['2xx', '409'],
    }),
  body_contains: orNull(text(1_000)).openapi({
    description:
      'Text that the response body must contain to count as success. The service searches the first 64 KiB.',
  }),
};

export const Success = z.strictObject(successFields).openapi('Success', {
  description: 'The success policy: decides which responses count as success.',
  example: examples.success,
});

export const SuccessInput = z
  .strictObject({
    statuses: successFields.statuses.default(['2xx']),
    body_contains: successFields.body_contains.default(null),
  })
  .openapi('SuccessInput', { example: examples.success });
