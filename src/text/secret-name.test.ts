// Tests which names of headers and parameters mean a credential.
import { expect, it } from 'vitest';
import { isSecretName } from './secret-name.ts';

it.each([
  'Authorization Proxy-Authorization Cookie Set-Cookie X-Auth X-Auth-Token x-authkey X-OAuth2 basicauth',
  'X-API-Key apikey x_api_key Ocp-Apim-Subscription-Key x-functions-key Private-Token X-Amz-Security-Token',
  'X-Password X-Pass db_pass dbpass x-pwd X-User-Cred x-credentials X-Session-Id JSESSIONID',
  'X-Hub-Signature-256 x-signature X-Bearer X-PAT x-github-pat X-JWT x-authenticated',
])('%s', (names) => {
  expect(names.split(' ').filter((name) => !isSecretName(name))).toEqual([]);
});

it.each([
  'X-Author x-authors x-authority X-Monkey donkey turkey X-Patient x-path X-Compass x-bypass bypass',
  'X-Tenant Content-Type Accept User-Agent x-credit x-sacred x-passenger X-Request-Id traceparent',
])('not %s', (names) => {
  expect(names.split(' ').filter((name) => isSecretName(name))).toEqual([]);
});
