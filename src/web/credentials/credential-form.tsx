// The form of a credential, new or edited.
import { type Signal, useSignal } from '@preact/signals';
import type { Credential } from '../../../client/src/index.ts';
import { ItemForm, SelectInput, TextInput } from '../alerts/item-form.tsx';
import { api } from '../api.ts';
import { type Auth, readForm, valuesOf } from './read-form.ts';

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

export function CredentialForm({ credential, onClose, onChange }: Props) {
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
