// Converts a credential to the values of its form, and back to a request body.
import type { Credential, CredentialInput } from '../../../client/src/index.ts';

export type Auth = 'none' | 'oauth2' | 'basic' | 'bearer' | 'header';

/** Keeps the stored secret. */
const REDACTED = '[redacted]';

/** The stored secrets are not shown: their values are empty. */
export function valuesOf(credential: Credential | undefined) {
  const { oauth2, basic, bearer, header, tls } = credential ?? {};
  const stored = oauth2 ? 'oauth2' : basic ? 'basic' : bearer ? 'bearer' : header ? 'header' : 'none';
  const auth: string = credential === undefined ? 'oauth2' : stored;
  const style: string = oauth2?.auth_style ?? 'basic';
  return {
    name: '',
    hosts: credential?.hosts.join(', ') ?? '',
    auth,
    tokenUrl: oauth2?.token_url ?? '',
    clientId: oauth2?.client_id ?? '',
    scope: oauth2?.scope ?? '',
    audience: oauth2?.audience ?? '',
    style,
    username: basic?.username ?? '',
    header: header?.name ?? '',
    secret: '',
    ca: tls?.ca ?? '',
    certificate: tls?.certificate ?? '',
    key: '',
    proxy: credential?.proxy_url ?? '',
  };
}

type Values = ReturnType<typeof valuesOf>;

/** Every part is in the body: null removes it. */
export function readForm(values: Values, stored: Credential | undefined): Omit<CredentialInput, 'name'> {
  const { auth } = values;
  // An empty secret of a new credential is refused by the service, which names the field.
  const keeps = values.secret === '' && stored !== undefined && stored[auth as 'oauth2'] !== null;
  const secret = keeps && auth !== 'none' ? REDACTED : values.secret;
  const certificate = values.certificate.trim() || null;
  const key = values.key.trim() || ((stored?.tls?.key ?? null) === null ? null : REDACTED);
  const ca = values.ca.trim() || null;
  const hasTls = certificate !== null || ca !== null;
  return {
    hosts: values.hosts.split(/[\s,;]+/).filter((host) => host !== ''),
    oauth2:
      auth !== 'oauth2'
        ? null
        : {
            token_url: values.tokenUrl.trim(),
            client_id: values.clientId.trim(),
            client_secret: secret,
            scope: values.scope.trim() || null,
            audience: values.audience.trim() || null,
            auth_style: values.style as 'basic' | 'body',
          },
    basic: auth === 'basic' ? { username: values.username.trim(), password: secret } : null,
    bearer: auth === 'bearer' ? { token: secret } : null,
    header: auth === 'header' ? { name: values.header.trim(), value: secret } : null,
    tls: hasTls ? { ca, certificate, key: certificate === null ? null : key } : null,
    proxy_url: values.proxy.trim() || null,
  };
}
