// The channels: type and receiver, with a test, and for admins the form.
import { useSignal } from '@preact/signals';
import type { Channel, ChannelInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { channelTypes } from './alerts-list.tsx';
import { EditableList } from './editable-list.tsx';
import { ItemForm, SelectInput, TextInput } from './item-form.tsx';

interface Props {
  channels: Channel[] | undefined;
  onChange: () => Promise<void>;
}

export function ChannelsSection({ channels, onChange }: Props) {
  return (
    <EditableList
      title="Channels"
      noun="channel"
      items={channels}
      none="No channels yet. A rule needs one."
      draw={draw}
      drawActions={(channel) => (
        <ActionButton
          class="plain"
          onAct={() => sendTest(channel, onChange)}
          label={`Send a test to ${channel.name}`}
        >
          Send a test
        </ActionButton>
      )}
      drawForm={(channel, onClose) => <ChannelForm {...{ channel, onClose, onChange }} />}
      effectOfDeletion="No notice is sent to it any more. Its URL and its secret are erased."
      onDelete={(channel) => api.channels.delete(channel.id)}
      onChange={onChange}
    />
  );
}

/** The URL of Slack is a secret. */
function draw({ name, type, url, recipients }: Channel) {
  return (
    <>
      <p>
        <strong>
          <bdi>{name}</bdi>
        </strong>
      </p>
      <p class="muted">
        {channelTypes[type]}
        {type === 'slack' ? (
          ', secret URL'
        ) : (
          <>
            {' '}
            to <code>{type === 'email' ? recipients.join(', ') : url}</code>
          </>
        )}
      </p>
    </>
  );
}

async function sendTest({ id, name }: Channel, onChange: () => Promise<void>): Promise<void> {
  try {
    const { status, error } = await api.channels.test(id);
    if (status === 'sent') showMessage(`Test sent to “${name}”.`);
    else showFailure(`The test to “${name}” failed. ${error ?? ''}`);
    await onChange();
  } catch (error) {
    showFailure(`No test was sent to “${name}”.`, error);
  }
}

interface FormProps {
  channel: Channel | undefined;
  onClose: () => void;
  onChange: () => Promise<void>;
}

function ChannelForm({ channel, onClose, onChange }: FormProps) {
  const name = useSignal(channel?.name ?? '');
  const type = useSignal<string>(channel?.type ?? 'slack');
  // A Slack URL is a secret, and is not returned.
  const url = useSignal(channel?.type === 'webhook' ? (channel.url ?? '') : '');
  const recipients = useSignal(channel?.recipients.join(', ') ?? '');
  const secret = useSignal('');
  const kept = channel === undefined ? '' : ' Leave empty to keep the stored one.';

  async function save(): Promise<string> {
    const addresses = recipients.value.split(/[\s,;]+/).filter((address) => address !== '');
    const fields = {
      name: name.value.trim(),
      ...(type.value === 'email' ? { recipients: addresses } : url.value.trim() && { url: url.value.trim() }),
      ...(type.value === 'webhook' && secret.value.trim() && { signing_secret: secret.value.trim() }),
    };
    await (channel === undefined
      ? api.channels.create({ ...fields, type: type.value as ChannelInput['type'] })
      : api.channels.update(channel.id, fields));
    return fields.name;
  }

  return (
    <ItemForm noun="channel" editedName={channel?.name} {...{ save, onClose, onChange }}>
      <TextInput pointer="/name" label="Name" value={name} placeholder="On-call" />
      {channel === undefined && (
        <SelectInput pointer="/type" label="Type" value={type} options={Object.entries(channelTypes)} />
      )}
      {type.value === 'email' && (
        <TextInput
          pointer="/recipients"
          label="Addresses"
          value={recipients}
          placeholder="on-call@example.com"
          hint="Separate with commas."
        />
      )}
      {type.value === 'slack' && (
        <TextInput
          pointer="/url"
          label="URL"
          value={url}
          kind="secret"
          hint={`The URL of an incoming webhook. Stored encrypted.${kept}`}
        />
      )}
      {type.value === 'webhook' && (
        <>
          <TextInput
            pointer="/url"
            label="URL"
            value={url}
            placeholder="https://example.com/alerts"
            hint="Receives signed messages (Standard Webhooks)."
          />
          <TextInput
            pointer="/signing_secret"
            label="Signing secret"
            value={secret}
            kind="secret"
            hint={`whsec_ followed by 24 to 64 bytes in base64. Stored encrypted.${kept}`}
          />
        </>
      )}
    </ItemForm>
  );
}
