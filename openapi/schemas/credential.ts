// Credential schemas: named secrets and connections for the targets of jobs.
import { z } from '@hono/zod-openapi';
import { Id, Instant, label, orNull } from './common.ts';
import { credentialExamples as examples } from './credential-examples.ts';
import { KeyText } from './job-fields.ts';

const secret = (maxLength: number, description: string) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .openapi({
      description: `${description} Stored encrypted and returned as \`[redacted]\`, which in a request keeps the stored value.`,
    });
const oneLine = (maxLength: number, description: string, example?: string) =>
  label(maxLength)
    .min(1)
    .openapi({ description, ...(example !== undefined && { example }) });
const pem = (description: string) => orNull(z.string().max(65_536)).openapi({ description });

export const CredentialName = KeyText.max(100).openapi({
  description: 'The unique name by which jobs use the credential. It does not change.',
  example: 'billing-api',
});

const Hosts = z
  .array(z.string().min(1).max(300))
  .min(1)
  .max(20)
  .openapi({
    description:
      'The only targets that the credential is sent to: host names for https, such as `api.example.com` or `api.example.com:8443`, and origins for http, such as `http://127.0.0.1:8080`. Jobs with other targets cannot use the credential.',
    example: ['api.example.com'],
  });

const oauth2 = {
  token_url: z.string().max(2083).openapi({
    description:
      'The token endpoint, allowed by `ALLOWED_TARGET_HOSTS`. The service requests a token with the grant `client_credentials` (RFC 6749, 4.4).',
    example: 'https://auth.example.com/oauth/token',
  }),
  client_id: oneLine(500, 'The client ID.', 'scheduler'),
  client_secret: secret(4_000, 'The client secret.'),
  scope: orNull(oneLine(1_000, 'Scopes, separated by spaces.')).openapi({ example: 'invoices.write' }),
  audience: orNull(oneLine(1_000, 'The parameter `audience`, which some servers require.')).openapi({
    example: null,
  }),
  auth_style: z.enum(['basic', 'body']).openapi({
    description:
      'How the client authenticates to the token endpoint: with the header `authorization`, or with `client_id` and `client_secret` in the body.',
  }),
};
const basic = {
  username: oneLine(500, 'The user name, without a colon.', 'scheduler'),
  password: secret(4_000, 'The password.'),
};
const bearer = { token: secret(8_000, 'The token of the header `authorization`.') };
const header = {
  name: z.string().min(1).max(256).openapi({ description: 'The name of the header.', example: 'x-api-key' }),
  value: secret(8_000, 'The value of the header.'),
};
const tls = {
  ca: pem(
    'Certificates of authorities, as PEM, that are trusted for these targets beside those of the service.',
  ),
  certificate: pem('The client certificate as PEM, with its chain. Requires `key`.'),
  key: orNull(secret(65_536, 'The key of the client certificate, as PEM without a passphrase.')),
};

const parts = {
  oauth2: 'OAuth 2.0 client credentials: requests carry a token in the header `authorization`.',
  basic: 'HTTP basic authentication.',
  bearer: 'A static bearer token.',
  header: 'A static secret in a header.',
  tls: 'Certificates for connections over TLS.',
};

const input = {
  oauth2: z.strictObject({
    ...oauth2,
    scope: oauth2.scope.default(null),
    audience: oauth2.audience.default(null),
    auth_style: oauth2.auth_style.default('basic'),
  }),
  tls: z.strictObject({
    ca: tls.ca.default(null),
    certificate: tls.certificate.default(null),
    key: tls.key.default(null),
  }),
};

const ProxyUrl = orNull(z.string().max(2083)).openapi({
  description:
    'An HTTP proxy that makes the connections (CONNECT), such as `http://user:password@proxy.example.com:3128`, in the place of `TARGET_PROXY_URL`. It must be allowed by `ALLOWED_TARGET_HOSTS`. Its password is returned as `[redacted]`.',
  example: null,
});

export const Credential = z
  .strictObject({
    id: Id,
    name: CredentialName,
    hosts: Hosts,
    oauth2: orNull(z.strictObject(oauth2)).openapi({ description: parts.oauth2 }),
    basic: orNull(z.strictObject(basic)).openapi({ description: parts.basic }),
    bearer: orNull(z.strictObject(bearer)).openapi({ description: parts.bearer }),
    header: orNull(z.strictObject(header)).openapi({ description: parts.header }),
    tls: orNull(z.strictObject(tls)).openapi({ description: parts.tls }),
    proxy_url: ProxyUrl,
    expires_at: orNull(Instant).openapi({
      description: 'The instant at which the client certificate expires. Null without one.',
    }),
    job_count: z.int().openapi({ description: 'The number of jobs that use the credential.' }),
    created_at: Instant,
    updated_at: Instant,
  })
  .openapi('Credential', { example: examples.credential });

/** The settings of POST /credentials, which a patch is merged into. */
export const CredentialSettings = z.strictObject({
  hosts: Hosts,
  oauth2: orNull(input.oauth2).default(null).openapi({ description: parts.oauth2 }),
  basic: orNull(z.strictObject(basic)).default(null).openapi({ description: parts.basic }),
  bearer: orNull(z.strictObject(bearer)).default(null).openapi({ description: parts.bearer }),
  header: orNull(z.strictObject(header)).default(null).openapi({ description: parts.header }),
  tls: orNull(input.tls).default(null).openapi({ description: parts.tls }),
  proxy_url: ProxyUrl.default(null),
});

/** The body of POST /credentials. */
export const CredentialInput = z
  .strictObject({ name: CredentialName, ...CredentialSettings.shape })
  .openapi('CredentialInput', { example: examples.credentialInput });

/** The body of PATCH /credentials/{name} (RFC 7396). The service validates the merged credential. */
export const CredentialPatch = z
  .strictObject({
    hosts: Hosts.optional(),
    oauth2: orNull(z.strictObject(oauth2).partial()).optional(),
    basic: orNull(z.strictObject(basic).partial()).optional(),
    bearer: orNull(z.strictObject(bearer).partial()).optional(),
    header: orNull(z.strictObject(header).partial()).optional(),
    tls: orNull(z.strictObject(tls).partial()).optional(),
    proxy_url: ProxyUrl.optional(),
  })
  .openapi('CredentialPatch', { example: { oauth2: { client_secret: 'a new secret' } } });

export const Credentials = z
  .strictObject({ data: z.array(Credential).max(100) })
  .openapi('Credentials', { example: { data: [examples.credential] } });

export type Credential = z.infer<typeof Credential>;
export type CredentialInput = z.infer<typeof CredentialInput>;
export type CredentialPatch = z.infer<typeof CredentialPatch>;
export type CredentialSettings = z.infer<typeof CredentialSettings>;
