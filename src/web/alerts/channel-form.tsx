// The form of a channel, new or edited.
import { useSignal } from '@preact/signals';
import type { Channel, ChannelInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { describeFieldErrors } from '../job/field-errors.ts';
import { Panel, PanelFoot } from '../job/panel.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { channelTypes } from './alert-text.ts';
import { SelectInput, TextInput } from './form-parts.tsx';

interface Props {
  channel: Channel | undefined;
  onClose: () => void;
  onChange: () => Promise<void>;
}

const labels = {
  '/name': 'The name',
  '/type': 'The type',
  '/url': 'The URL',
  '/recipients': 'The addresses',
  '/signing_secret': 'The signing secret',
};

export function ChannelForm({ channel, onClose, onChange }: Props) {
  const name = useSignal(channel?.name ?? '');
  const type = useSignal<string>(channel?.type ?? 'slack');
  // A Slack URL is a secret, and is not returned.
  const url = useSignal(channel?.type === 'webhook' ? (channel.url ?? '') : '');
  const recipients = useSignal(channel?.recipients.join(', ') ?? '');
  const secret = useSignal('');
  const errorText = useSignal('');
  const kept = channel === undefined ? '' : ' Empty keeps the stored one.';

  async function save(): Promise<void> {
    const addresses = recipients.value.split(/[\s,;]+/).filter((address) => address !== '');
    const fields = {
      name: name.value.trim(),
      ...(type.value === 'email' ? { recipients: addresses } : url.value.trim() && { url: url.value.trim() }),
      ...(type.value === 'webhook' && secret.value.trim() && { signing_secret: secret.value.trim() }),
    };
    try {
      if (channel === undefined)
        await api.channels.create({ ...fields, type: type.value as ChannelInput['type'] });
      else await api.channels.update(channel.id, fields);
      showMessage(`“${fields.name}” saved.`);
      onClose();
      await onChange();
    } catch (error) {
      errorText.value = `Not saved. ${describeFieldErrors(error, labels)}`;
    }
  }

  return (
    <Panel title={channel === undefined ? 'New channel' : `Edit “${channel.name}”`} onClose={onClose}>
      <div class="columns">
        <TextInput id="channel-name" label="Name" value={name} placeholder="On-call" />
        {channel === undefined && (
          <SelectInput id="channel-type" label="Type" value={type} options={Object.entries(channelTypes)} />
        )}
        {type.value === 'email' ? (
          <TextInput
            id="channel-recipients"
            label="Addresses"
            value={recipients}
            placeholder="on-call@example.com"
            hint="Separated by commas. The service needs SMTP_URL and SMTP_FROM."
          />
        ) : (
          <TextInput
            id="channel-url"
            label="URL"
            value={url}
            isSecret={type.value === 'slack'}
            hint={type.value === 'slack' ? `Of an incoming webhook. Stored encrypted.${kept}` : ''}
          />
        )}
        {type.value === 'webhook' && (
          <TextInput
            id="channel-secret"
            label="Signing secret"
            value={secret}
            isSecret
            hint={`whsec_ and 24 to 64 bytes in base64.${kept}`}
          />
        )}
      </div>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        <ActionButton class="primary" onAct={save}>
          Save channel
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
