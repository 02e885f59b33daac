// The channels: type and receiver, with a test, and for admins the form.
import { useSignal } from '@preact/signals';
import type { Channel } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { may } from '../session.ts';
import { channelTypes } from './alert-text.ts';
import { ChannelForm } from './channel-form.tsx';

interface Props {
  channels: Channel[] | undefined;
  onChange: () => Promise<void>;
}

export function ChannelsSection({ channels, onChange }: Props) {
  /** The ID of the edited channel, `new`, or null. */
  const edited = useSignal<string | null>(null);
  const close = () => {
    edited.value = null;
  };
  const form = (channel?: Channel) => <ChannelForm channel={channel} onClose={close} onChange={onChange} />;
  return (
    <section aria-labelledby="channels">
      <h2 id="channels">Channels</h2>
      {channels === undefined && <div class="skeleton rows-room" />}
      {channels?.length === 0 && <p class="muted">No channels yet. A rule needs one.</p>}
      {channels !== undefined && channels.length > 0 && (
        <ol class="changes">
          {channels.map((channel) => (
            <li key={channel.id} class="audit-entry">
              <p>
                <strong>
                  <bdi>{channel.name}</bdi>
                </strong>{' '}
                {channelTypes[channel.type]}{' '}
                <code>{channel.type === 'email' ? channel.recipients.join(', ') : channel.url}</code>
              </p>
              {may('edit') && (
                <ChannelActions
                  channel={channel}
                  onChange={onChange}
                  onEdit={() => {
                    edited.value = channel.id;
                  }}
                />
              )}
              {edited.value === channel.id && form(channel)}
            </li>
          ))}
        </ol>
      )}
      {may('edit') &&
        (edited.value === 'new' ? (
          form()
        ) : (
          <p>
            <button
              type="button"
              onClick={() => {
                edited.value = 'new';
              }}
            >
              New channel
            </button>
          </p>
        ))}
    </section>
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
