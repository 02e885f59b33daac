// The channels: type and receiver, with a test, and for admins the form.
import type { Channel } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { channelTypes } from './alert-text.ts';
import { ChannelForm } from './channel-form.tsx';
import { EditableList } from './editable-list.tsx';

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
