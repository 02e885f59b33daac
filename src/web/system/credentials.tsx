// The credentials of jobs: the list with kind, hosts and use, and for admins the form.

import { type Signal, useSignal } from '@preact/signals';
import type { Credential, CredentialInput } from '../../../client/src/index.ts';
import { EditableList } from '../alerts/editable-list.tsx';
import { ItemForm, SelectInput, TextInput } from '../alerts/item-form.tsx';
import { api } from '../api.ts';
import { formatCounted } from '../format/time.ts';
import { ExactTime } from '../parts/instant.tsx';
import { useQuery } from '../query.ts';

export function CredentialsSection() {
  const { data, refresh } = useQuery('credentials', () => api.credentials.list(), { on: ['jobs'] });
  return (
    <EditableList
      title="Credentials"
      noun="credential"
      items={data.value}
      none="No credentials yet. Jobs use them by name for OAuth 2.0, secrets in headers, certificates and proxies."
      draw={draw}
      drawForm={(credential, onClose) => (
        <CredentialForm credential={credential} onClose={onClose} onChange={refresh} />
      )}
      effectOfDeletion="Its secrets are erased. A credential that jobs use cannot be deleted."
      onDelete={({ name }) => api.credentials.delete(name)}
      onChange={refresh}
    />
  );
}

function draw(credential: Credential) {
  const { name, hosts, expires_at, job_count } = credential;
  return (
    <>
      <p>
        <strong>{name}</strong>
      </p>
      <p>
        {describeParts(credential)} for <code>{hosts.join(', ')}</code>
      </p>
      <p class="muted">
        {`Used by ${job_count === 0 ? 'no job' : formatCounted(job_count, 'job')}`}
        {expires_at !== null && (
          <>
            ; the certificate expires <ExactTime at={expires_at} />
          </>
        )}
      </p>
    </>
  );
}

function describeParts({ oauth2, basic, bearer, header, tls, proxy_url }: Credential): string {
  const parts = [
    oauth2 && 'OAuth 2.0',
    basic && 'basic authentication',
    bearer && 'bearer token',
    header && `header ${header.name}`,
    tls?.certificate && 'client certificate',
    tls?.ca && 'private authority',
    proxy_url && 'proxy',
  ];
  const text = parts.filter((part) => typeof part === 'string').join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

interface Props {
  credential: Credential | undefined;
  onClose: () => void;
  onChange: () => Promise<void>;
}

const kinds: [Auth, string][] = [
  ['none', 'None'],
  ['oauth2', 'OAuth 2.0 client credentials'],
  ['basic', 'Basic authentication'],
  ['bearer', 'Bearer token'],
  ['header', 'Secret header'],
];
const styles: [string, string][] = [
  ['basic', 'Header (authorization)'],
  ['body', 'Request body'],
];

const STORED = 'Stored encrypted.';
const KEPT = `${STORED} Leave empty to keep the stored one.`;

function CredentialForm({ credential, onClose, onChange }: Props) {
  const initial = valuesOf(credential);
  const form = useSignal(initial);
  const values = form.value;
  const isSecretStored = credential !== undefined && values.auth === initial.auth;
  const kept = isSecretStored ? KEPT : STORED;

  /** A signal of one value of the form. */
  const at = (name: keyof typeof initial): Signal<string> =>
    ({
      get value() {
        return form.value[name];
      },
      set value(text: string) {
        form.value = { ...form.peek(), [name]: text };
      },
    }) as Signal<string>;
  const text = (pointer: string, name: keyof typeof initial, label: string, rest: object = {}) => (
    <TextInput pointer={pointer} label={label} value={at(name)} {...rest} />
  );

  async function save(): Promise<string> {
    const fields = readForm(values, credential);
    const name = credential?.name ?? values.name.trim();
    await (credential === undefined
      ? api.credentials.create({ name, ...fields })
      : api.credentials.update(name, fields));
    return name;
  }

  const secret = { kind: 'secret', hint: kept };
  const pem = (hint: string) => ({ kind: 'pem', placeholder: '-----BEGIN', hint });
  return (
    <ItemForm noun="credential" editedName={credential?.name} {...{ save, onClose, onChange }}>
      {credential === undefined && text('/name', 'name', 'Name', { placeholder: 'billing-api' })}
      {text('/hosts', 'hosts', 'Hosts', {
        placeholder: 'api.example.com',
        hint: 'The credential is sent to these targets only, over https. Separate with commas. For http, write http://host.',
      })}
      <SelectInput pointer="/auth" label="Authentication" value={at('auth')} options={kinds} />
      {values.auth === 'oauth2' && (
        <>
          {text('/oauth2/token_url', 'tokenUrl', 'Token endpoint', {
            placeholder: 'https://auth.example.com/oauth/token',
          })}
          {text('/oauth2/client_id', 'clientId', 'Client ID')}
          {text('/oauth2/client_secret', 'secret', 'Client secret', secret)}
          {text('/oauth2/scope', 'scope', 'Scope (optional)')}
          {text('/oauth2/audience', 'audience', 'Audience (optional)')}
          <SelectInput
            pointer="/oauth2/auth_style"
            label="Client secret is sent in"
            value={at('style')}
            options={styles}
          />
        </>
      )}
      {values.auth === 'basic' && text('/basic/username', 'username', 'User name')}
      {values.auth === 'basic' && text('/basic/password', 'secret', 'Password', secret)}
      {values.auth === 'bearer' && text('/bearer/token', 'secret', 'Token', secret)}
      {values.auth === 'header' && text('/header/name', 'header', 'Header', { placeholder: 'x-api-key' })}
      {values.auth === 'header' && text('/header/value', 'secret', 'Value', secret)}
      {text(
        '/tls/ca',
        'ca',
        'Private authority (optional)',
        pem('Certificates that are trusted for these hosts, as PEM.'),
      )}
      {text(
        '/tls/certificate',
        'certificate',
        'Client certificate (optional)',
        pem('With its chain, as PEM.'),
      )}
      {values.certificate !== '' &&
        text(
          '/tls/key',
          'key',
          'Key of the client certificate',
          pem(`As PEM, without a passphrase. ${credential?.tls?.key ? KEPT : STORED}`),
        )}
      {text('/proxy_url', 'proxy', 'Proxy (optional)', {
        placeholder: 'http://user:password@proxy.example.com:3128',
      })}
    </ItemForm>
  );
}

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
