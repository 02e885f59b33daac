// Routes of credentials: named secrets and connections for the targets of jobs.
import { createRoute, z } from '@hono/zod-openapi';
import { idempotencyHeaders, json, locationHeaders } from './schemas/common.ts';
import {
  Credential,
  CredentialInput,
  CredentialName,
  CredentialPatch,
  Credentials,
} from './schemas/credential.ts';
import { problems } from './schemas/problem.ts';

const tags = ['Credentials'];
const params = z.object({ name: CredentialName });

export const credentialRoutes = {
  listCredentials: createRoute({
    operationId: 'listCredentials',
    method: 'get',
    path: '/credentials',
    tags,
    summary: 'List the credentials',
    description: 'By name, up to 100. Secrets are returned as `[redacted]`.',
    responses: { 200: { description: 'The credentials.', content: json(Credentials) }, ...problems() },
  }),
  createCredential: createRoute({
    operationId: 'createCredential',
    method: 'post',
    path: '/credentials',
    tags,
    summary: 'Create a credential',
    description:
      'Stores, encrypted, at most one of `oauth2`, `basic`, `bearer` and `header`, and optionally `tls` and `proxy_url`. A job uses the credential by its name in `credential`.',
    request: { headers: idempotencyHeaders, body: { required: true, content: json(CredentialInput) } },
    responses: {
      201: { description: 'The stored credential.', headers: locationHeaders, content: json(Credential) },
      ...problems(409, 413, 415, 422),
    },
  }),
  getCredential: createRoute({
    operationId: 'getCredential',
    method: 'get',
    path: '/credentials/{name}',
    tags,
    summary: 'Get a credential',
    request: { params },
    responses: { 200: { description: 'The credential.', content: json(Credential) }, ...problems(404) },
  }),
  updateCredential: createRoute({
    operationId: 'updateCredential',
    method: 'patch',
    path: '/credentials/{name}',
    tags,
    summary: 'Update a credential',
    description:
      'Replaces secrets and settings (RFC 7396): omitted fields keep their values, null removes a part. New hosts, another token endpoint, proxy or authority require the secret again. Attempts use the new values within two seconds.',
    request: { params, body: { required: true, content: json(CredentialPatch) } },
    responses: {
      200: { description: 'The stored credential.', content: json(Credential) },
      ...problems(404, 409, 413, 415, 422),
    },
  }),
  deleteCredential: createRoute({
    operationId: 'deleteCredential',
    method: 'delete',
    path: '/credentials/{name}',
    tags,
    summary: 'Delete a credential',
    description: 'Refused with 409 while a job uses the credential.',
    request: { params },
    responses: { 204: { description: 'The credential is deleted.' }, ...problems(404, 409) },
  }),
};
