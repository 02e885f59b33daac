// The channels: type and receiver, with a test, and for admins the form.

import { useSignal } from '@preact/signals';
import type { Channel, ChannelInput } from '../../../client/src/index.ts';
import { api, describeFieldErrors } from '../api.ts';
import { Panel, PanelFoot } from '../job/panel.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { channelTypes } from './alerts-list.tsx';
import { EditableList, SelectInput, TextInput } from './editable-list.tsx';

interface Props {
  channels: Channel[] | undefined;
  onChange: () => Promise<void>;
}

export function ChannelsSection({ channels, onChange }: Props) {
  return (
    <EditableList
      id="channels"
      title="Channels"
      items={channels}
      none="No channels yet. A rule needs one."
      newLabel="New channel"
      draw={(channel) => (
        <p>
          <strong>
            <bdi>{channel.name}</bdi>
          </strong>{' '}
          {channelTypes[channel.type]}{' '}
          <code>{channel.type === 'email' ? channel.recipients.join(', ') : channel.url}</code>
        </p>
      )}
      drawActions={(channel, onEdit) => (
        <ChannelActions channel={channel} onChange={onChange} onEdit={onEdit} />
      )}
      drawForm={(channel, onClose) => <ChannelForm channel={channel} onClose={onClose} onChange={onChange} />}
    />
  );
}

interface ActionsProps {
  channel: Channel;
  onChange: () => Promise<void>;
  onEdit: () => void;
}

function ChannelActions({ channel, onChange, onEdit }: ActionsProps) {
  async function sendTest(): Promise<void> {
    try {
      const { status, error } = await api.channels.test(channel.id);
      if (status === 'sent') showMessage(`Test sent to “${channel.name}”.`);
      else showMessage(`The test to “${channel.name}” failed: ${error ?? ''}`);
    } catch (error) {
      showFailure(`No test was sent to “${channel.name}”.`, error);
    }
  }
  async function remove(): Promise<void> {
    try {
      await api.channels.delete(channel.id);
      showMessage(`“${channel.name}” deleted.`);
      await onChange();
    } catch (error) {
      showFailure(`“${channel.name}” was not deleted.`, error);
    }
  }
  return (
    <div class="actions">
      <ActionButton onAct={sendTest} label={`Send a test to ${channel.name}`}>
        Send a test
      </ActionButton>
      <button type="button" class="plain" aria-label={`Edit ${channel.name}`} onClick={onEdit}>
        Edit
      </button>
      <ActionButton class="plain" onAct={remove} label={`Delete ${channel.name}`}>
        Delete
      </ActionButton>
    </div>
  );
}

interface ChannelFormProps {
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

/** The form of a channel, new or edited. */
function ChannelForm({ channel, onClose, onChange }: ChannelFormProps) {
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
