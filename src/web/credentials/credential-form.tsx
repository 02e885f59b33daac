// The form of a credential, new or edited.
import { type Signal, useSignal } from '@preact/signals';
import type { Credential } from '../../../client/src/index.ts';
import { SelectInput, TextInput } from '../alerts/editable-list.tsx';
import { api, describeFieldErrors } from '../api.ts';
import { Panel, PanelFoot } from '../job/panel.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { type Auth, labels, readForm, valuesOf } from './read-form.ts';

interface Props {
  credential: Credential | undefined;
  onClose: () => void;
  onChange: () => Promise<void>;
}

const kinds: [Auth, string][] = [
  ['none', 'none'],
  ['oauth2', 'OAuth 2.0 client credentials'],
  ['basic', 'Basic authentication'],
  ['bearer', 'Bearer token'],
  ['header', 'Secret header'],
];
const styles: [string, string][] = [
  ['basic', 'header authorization'],
  ['body', 'request body'],
];

export function CredentialForm({ credential, onClose, onChange }: Props) {
  const initial = valuesOf(credential);
  const form = useSignal(initial);
  const errorText = useSignal('');
  const values = form.value;
  const isSecretStored = credential !== undefined && values.auth === initial.auth;
  const kept = 'Stored encrypted.' + (isSecretStored ? ' Empty keeps the stored one.' : '');

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
  const text = (name: keyof typeof initial, label: string, rest: object = {}) => (
    <TextInput id={`credential-${name}`} label={label} value={at(name)} {...rest} />
  );
  const area = (name: 'ca' | 'certificate' | 'key', label: string, hint: string) => (
    <div class="field wide">
      <label for={`credential-${name}`}>{label}</label>
      <textarea
        id={`credential-${name}`}
        class="code"
        rows={2}
        spellcheck={false}
        placeholder="-----BEGIN"
        value={values[name]}
        onInput={(event) => {
          at(name).value = event.currentTarget.value;
        }}
      />
      <p class="hint">{hint}</p>
    </div>
  );

  async function save(): Promise<void> {
    try {
      const fields = readForm(values, credential);
      if (credential === undefined) await api.credentials.create({ name: values.name.trim(), ...fields });
      else await api.credentials.update(credential.name, fields);
      showMessage(`“${credential?.name ?? values.name.trim()}” saved.`);
      onClose();
      await onChange();
    } catch (error) {
      errorText.value = `Not saved. ${describeFieldErrors(error, labels)}`;
    }
  }

  const secret = { isSecret: true, hint: kept };
  return (
    <Panel
      title={credential === undefined ? 'New credential' : `Edit “${credential.name}”`}
      onClose={onClose}
    >
      <div class="columns">
        {credential === undefined && text('name', 'Name', { placeholder: 'billing-api' })}
        {text('hosts', 'Hosts', {
          placeholder: 'api.example.com',
          hint: 'The only targets that it is sent to, over https, separated by commas. For http write http://host.',
        })}
        <SelectInput id="credential-auth" label="Authentication" value={at('auth')} options={kinds} />
        {values.auth === 'oauth2' && (
          <>
            {text('tokenUrl', 'Token endpoint', { placeholder: 'https://auth.example.com/oauth/token' })}
            {text('clientId', 'Client ID')}
            {text('secret', 'Client secret', secret)}
            {text('scope', 'Scope (optional)')}
            {text('audience', 'Audience (optional)')}
            <SelectInput id="credential-style" label="Secret sent in" value={at('style')} options={styles} />
          </>
        )}
        {values.auth === 'basic' && text('username', 'User name')}
        {values.auth === 'basic' && text('secret', 'Password', secret)}
        {values.auth === 'bearer' && text('secret', 'Token', secret)}
        {values.auth === 'header' && text('header', 'Header', { placeholder: 'x-api-key' })}
        {values.auth === 'header' && text('secret', 'Value', secret)}
        {area('ca', 'Private authority (optional)', 'Certificates as PEM that are trusted for these hosts.')}
        {area('certificate', 'Client certificate (optional)', 'As PEM, with its chain.')}
        {values.certificate !== '' &&
          area(
            'key',
            'Key',
            `As PEM, without a passphrase. ${credential?.tls?.key ? kept : 'Stored encrypted.'}`,
          )}
        {text('proxy', 'Proxy (optional)', { placeholder: 'http://user:password@proxy.example.com:3128' })}
      </div>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        <ActionButton class="primary" onAct={save}>
          Save credential
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
