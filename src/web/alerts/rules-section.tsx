// The notification rules: condition, jobs and channels, and for admins the form.
import type { Channel, NotificationRule } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { formatSeconds } from '../format/time.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { describeCondition } from './alert-text.ts';
import { EditableList } from './editable-list.tsx';
import { RuleForm } from './rule-form.tsx';

interface Props {
  rules: NotificationRule[] | undefined;
  channels: Channel[];
  onChange: () => Promise<void>;
}

export function RulesSection({ rules, channels, onChange }: Props) {
  return (
    <EditableList
      id="rules"
      title="Rules"
      items={rules}
      none="No rules yet."
      newLabel="New rule"
      draw={(rule) => <RuleText rule={rule} channels={channels} />}
      drawActions={(rule, onEdit) => <RuleActions rule={rule} onChange={onChange} onEdit={onEdit} />}
      drawForm={(rule, onClose) => (
        <RuleForm rule={rule} channels={channels} onClose={onClose} onChange={onChange} />
      )}
    />
  );
}

function RuleText({ rule, channels }: { rule: NotificationRule; channels: Channel[] }) {
  const names = rule.channel_ids.map((id) => channels.find((channel) => channel.id === id)?.name ?? id);
  return (
    <>
      <p>
        <strong>
          <bdi>{rule.name}</bdi>
        </strong>{' '}
        {describeCondition(rule)}, <Scope rule={rule} />
        {!rule.enabled && <span class="muted"> (disabled)</span>}
      </p>
      <p class="muted">
        Notifies <bdi>{names.join(', ')}</bdi>
        {rule.repeat_after_seconds !== null &&
          `, again every ${formatSeconds(rule.repeat_after_seconds)} while it lasts`}
        {rule.notify_recovery ? ', and at the end' : ''}
      </p>
    </>
  );
}

function Scope({ rule: { job_id, tag } }: { rule: NotificationRule }) {
  if (job_id !== null) return <a href={links.job(job_id)}>one job</a>;
  if (tag === null) return <>any job</>;
  return (
    <a class="tag" href={links.jobs({ tag })}>
      <bdi>{tag}</bdi>
    </a>
  );
}

interface ActionsProps {
  rule: NotificationRule;
  onChange: () => Promise<void>;
  onEdit: () => void;
}

function RuleActions({ rule, onChange, onEdit }: ActionsProps) {
  async function attempt(what: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
      showMessage(`“${rule.name}” ${what}.`);
      await onChange();
    } catch (error) {
      showFailure(`“${rule.name}” was not ${what}.`, error);
    }
  }
  const { enabled, id, name } = rule;
  return (
    <div class="actions">
      <button type="button" class="plain" aria-label={`Edit ${name}`} onClick={onEdit}>
        Edit
      </button>
      <ActionButton
        class="plain"
        label={`${enabled ? 'Disable' : 'Enable'} ${name}`}
        onAct={() =>
          attempt(enabled ? 'disabled' : 'enabled', () => api.rules.update(id, { enabled: !enabled }))
        }
      >
        {enabled ? 'Disable' : 'Enable'}
      </ActionButton>
      <ActionButton
        class="plain"
        label={`Delete ${name}`}
        onAct={() => attempt('deleted', () => api.rules.delete(id))}
      >
        Delete
      </ActionButton>
    </div>
  );
}
