// The declaration of a job's fields: schema, default, group, secrecy and effect of an edit.
import { z } from '@hono/zod-openapi';
import { label, orNull, text } from './common.ts';
import { defaulted, defaultsOf, nullable, required, type Traits } from './field.ts';
import { wholeNumber } from './messages.ts';
import { catchUp, onFinish, retry, success } from './policies.ts';
import { scheduleFields } from './schedule-fields.ts';

const identity: Traits = { group: 'identity', onEdit: 'keep plan' };
const delivery: Traits = { group: 'delivery', onEdit: 'keep plan' };
const policy: Traits = { group: 'policy', onEdit: 'keep plan' };

export const KeyText = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9._:-]+$/, 'may hold letters, digits and . _ : -');
export const ofKey = {
  description: 'A unique name that the API client chooses for the job.',
  example: 'billing:close-invoices',
};

export const ofManager = {
  description:
    'The set of jobs, such as a repository, whose `POST /jobs/apply` requests define this job. Null if the job is defined alone.',
  example: 'billing-service',
};

const HeaderName = z.string().max(256);
const HeaderValue = z.string().max(16_384);

/**
 * The fields that a user defines, in the order of the API document. Request bodies, responses, rows, the audit log
 * and the form derive from these fields or are checked against them: CONTRIBUTING.md, "Add a field to a job".
 */
export const jobFields = {
  key: nullable(orNull(KeyText).openapi(ofKey), identity),
  managed_by: nullable(orNull(KeyText).openapi(ofManager), identity),
  name: required(
    label(255)
      .refine((value) => /[\p{L}\p{N}\p{P}\p{S}]/u.test(value), 'must have a visible character')
      .openapi({
        description: 'The name of the job in lists. It does not have to be unique.',
        minLength: 1,
        example: 'Example Job',
      }),
    identity,
  ),
  description: nullable(
    orNull(text(10_000)).openapi({
      description: 'A note about the job.',
      example: 'An example job that sends a notification',
    }),
    identity,
  ),
  type: defaulted(
    z.literal('http').openapi({ description: 'The job type. `http` is the only one.' }),
    'http',
    identity,
  ),
  target: required(
    z.string().max(2083).openapi({
      description:
        'The URL to call: absolute, http or https, without user name and password, allowed by `ALLOWED_TARGET_HOSTS`. Templates such as `{{run.id}}` are replaced in its path and query.',
      example: 'https://example.com/api/notify',
    }),
    delivery,
  ),
  method: defaulted(
    z
      .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
      .openapi({ description: 'The HTTP method. `GET` and `HEAD` take no payload.' }),
    'POST',
    delivery,
  ),
  headers: {
    ...defaulted(
      z.record(HeaderName, HeaderValue).openapi({
        description:
          'HTTP headers of every request to the target: at most 50, at most 16 KiB in total. The service returns credential values as `[redacted]`; a header written as `[redacted]` keeps its stored value, unless the target has another origin.',
        example: { 'x-tenant': 'acme' },
      }),
      {},
      delivery,
    ),
    patch: orNull(z.record(HeaderName, orNull(HeaderValue))).optional(),
    secret: 'values of credentials' as const,
  },
  secret_headers: defaulted(
    z
      .array(
        z
          .string()
          .max(256)
          .regex(/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/, 'must be the name of a header'),
      )
      .max(50)
      .openapi({
        description:
          'Names of further headers whose values are secret, in addition to those whose names say so, such as `authorization` or `x-api-key`. Their values are stored encrypted and returned as `[redacted]`, also in the history.',
        example: ['x-tenant'],
      }),
    [],
    delivery,
  ),
  credential: nullable(
    orNull(KeyText.max(100)).openapi({
      description:
        'The name of a credential (`/credentials`) that authenticates the requests to the target, or connects them. Its `hosts` must cover the target. Null for none.',
      example: null,
    }),
    delivery,
  ),
  payload: nullable(
    z.unknown().openapi({
      description:
        'The request body: any JSON value up to 256 KiB, sent as `application/json`. When `headers` sets another content type, a string is sent unchanged, and an object as a form if the type is `application/x-www-form-urlencoded`. Null sends no body.',
      example: { message: 'Hello, world!' },
    }),
    delivery,
  ),
  ...scheduleFields,
  max_runs: nullable(
    orNull(wholeNumber(1, 2_147_483_647)).openapi({
      description:
        'The job completes after this number of scheduled runs. Skipped and missed runs do not count.',
    }),
    { ...policy, onEdit: 'replan' },
  ),
  spread_seconds: defaulted(
    wholeNumber(0, 86_400).openapi({
      description:
        'Delays every occurrence by a fixed number of seconds between 0 and this value, derived from the job ID and never past the next occurrence. Prevents many jobs from starting at the same instant.',
    }),
    0,
    { ...policy, onEdit: 'replan' },
  ),
  timeout_seconds: defaulted(
    wholeNumber(1, 1800).openapi({
      description:
        'Time limit of one attempt in seconds, from the DNS lookup to the last byte of the response.',
    }),
    30,
    policy,
  ),
  retry,
  overlap: defaulted(
    z.enum(['skip', 'allow', 'queue', 'cancel_previous']).openapi({
      description:
        'The overlap policy: decides about a scheduled run while another run of the job is unfinished. `skip` skips the new run, `allow` starts it, `queue` makes it wait (and skips any further run), `cancel_previous` cancels the unfinished runs first.',
    }),
    'skip',
    policy,
  ),
  catch_up: catchUp,
  success,
  pause_after_failures: nullable(
    orNull(wholeNumber(1, 1_000_000)).openapi({
      description:
        'Number of consecutive failed runs after which the job becomes `failed` (`too_many_failures`) and stops.',
    }),
    policy,
  ),
  on_finish: onFinish,
  retention_days: nullable(
    orNull(wholeNumber(1, 3650)).openapi({
      description:
        'Days that ended runs of the job are kept. Null: as long as the installation keeps runs, which is the limit in any case.',
    }),
    policy,
  ),
  retention_runs: nullable(
    orNull(wholeNumber(1, 1_000_000)).openapi({
      description:
        'Number of ended runs of the job that are kept, the newest. Older ones are deleted every hour. Null: no limit.',
    }),
    policy,
  ),
  tags: defaulted(
    z
      .array(label(100).min(1))
      .max(20)
      .openapi({ description: 'Labels to filter jobs by.', example: ['billing'] }),
    [],
    identity,
  ),
  allow_payload_override: defaulted(
    z.boolean().openapi({
      description:
        'Lets operators replace the payload when they run the job manually. Otherwise only admins can.',
    }),
    false,
    policy,
  ),
  delete_when_finished: defaulted(
    z.boolean().openapi({
      description: 'Deletes the job when its schedule has no further occurrence. Its runs are kept.',
    }),
    false,
    policy,
  ),
};

const SigningSecret = orNull(z.string().max(200)).openapi({
  description:
    '`whsec_` followed by 24 to 64 bytes in base64. The service signs requests with it as Standard Webhooks defines, and never returns it. A replaced secret stays valid for 24 hours: requests carry both signatures.',
  writeOnly: true,
  example: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
});

/** Write-only fields. If omitted in a request, the stored value is kept. */
export const secretFields = {
  signing_secret: SigningSecret.optional(),
};

export const jobDefaults = defaultsOf(jobFields);
