// Policy fields of a job: retry, catch-up, success and the callback of its runs.
import { z } from '@hono/zod-openapi';
import { orNull, text } from './common.ts';
import { defaulted, nullable, parts, type Traits } from './field.ts';
import { wholeNumber } from './messages.ts';

const policy: Traits = { group: 'policy', onEdit: 'keep plan' };

export const retry = parts(
  'Retry',
  'The retry policy: exponential backoff with full jitter. Each delay is random between 0 and the maximum delay of that attempt.',
  {
    max_attempts: defaulted(
      wholeNumber(1, 50).openapi({ description: 'Maximum number of attempts, including the first.' }),
      4,
      policy,
    ),
    initial_delay_seconds: defaulted(
      wholeNumber(0, 86_400).openapi({ description: 'Maximum delay before the second attempt, in seconds.' }),
      10,
      policy,
    ),
    max_delay_seconds: defaulted(
      wholeNumber(0, 86_400).openapi({ description: 'Maximum delay between two attempts, in seconds.' }),
      3600,
      policy,
    ),
    factor: defaulted(
      z
        .number()
        .min(1)
        .max(10)
        .openapi({ description: 'Multiplies the maximum delay after each attempt (exponential backoff).' }),
      2,
      policy,
    ),
    max_age_seconds: defaulted(
      wholeNumber(1, 2_592_000).openapi({
        description:
          'No attempt starts later than this number of seconds after the start of the first attempt.',
      }),
      86_400,
      policy,
    ),
    on: nullable(
      orNull(
        z
          .array(
            z
              .string()
              .max(7)
              .regex(
                /^([2-9]xx|[2-9]\d\d|network|timeout)$/,
                'must be a status such as 503, a class such as 5xx, network or timeout',
              ),
          )
          .min(1, 'must have at least one entry; set max_attempts to 1 to retry nothing')
          .max(50),
      ).openapi({
        description:
          'The failures that are retried: status codes (`503`), classes (`5xx`), `network` (no response: DNS, connection or TLS) and `timeout`. Null retries all of them.',
        example: ['429', '5xx', 'network', 'timeout'],
      }),
      policy,
    ),
  },
  policy,
);

export const catchUp = parts(
  'CatchUp',
  'The catch-up policy: decides about late occurrences, for example after an outage.',
  {
    policy: defaulted(
      z.enum(['one', 'all', 'none']).openapi({
        description:
          'Decides about occurrences that are more than 60 seconds late, under `none` also those whose next occurrence is due. `one` runs the newest, `all` runs the newest 1 000 one after another, `none` runs none. The remaining late occurrences are recorded as missed.',
      }),
      'one',
      policy,
    ),
    window_seconds: defaulted(
      wholeNumber(0, 2_592_000).openapi({
        description:
          'An occurrence that is later than this number of seconds is recorded as missed under every policy.',
      }),
      86_400,
      policy,
    ),
  },
  policy,
);

export const success = parts(
  'Success',
  'The success policy: decides which responses count as success.',
  {
    statuses: defaulted(
      z
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
      ['2xx'],
      policy,
    ),
    body_contains: nullable(
      orNull(text(1_000)).openapi({
        description:
          'Text that the response body must contain to count as success. The service searches the first 64 KiB.',
      }),
      policy,
    ),
  },
  policy,
);

const exampleOnFinish = { url: 'https://example.com/runs', when: 'failed' };

const OnFinish = z
  .strictObject({
    url: z.string().max(2083).openapi({
      description: 'The URL to post to, allowed by `ALLOWED_TARGET_HOSTS`.',
      example: exampleOnFinish.url,
    }),
    when: z.enum(['failed', 'succeeded', 'always']).openapi({
      description:
        'Which ends are reported. `always`: every end of a run with at least one attempt, canceled ones included.',
    }),
  })
  .openapi('OnFinish', { example: exampleOnFinish });

export const onFinish = {
  ...nullable(
    orNull(OnFinish).openapi({
      description:
        'Reports the end of each run, after its last attempt, to a URL: one message with the run, signed with `signing_secret` if the job has one, with retries of its own. The result of the message does not change the run.',
    }),
    policy,
  ),
  patch: orNull(OnFinish.partial()).optional(),
};
