// The notification rules: condition, jobs and channels, and for admins the form.

import { useSignal } from '@preact/signals';
import type { Channel, NotificationRule, NotificationRuleInput } from '../../../client/src/index.ts';
import { api, describeFieldErrors } from '../api.ts';
import { formatSeconds } from '../format/time.ts';
import { Panel, PanelFoot } from '../job/panel.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { showFailure, showMessage } from '../parts/messages.tsx';
import { links } from '../router.ts';
import { describeCondition, events } from './alerts-list.tsx';
import { CheckInput, EditableList, SelectInput, TextInput } from './editable-list.tsx';

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

interface RuleFormProps {
  rule: NotificationRule | undefined;
  channels: Channel[];
  onClose: () => void;
  onChange: () => Promise<void>;
}

type Event = NotificationRule['event'];
type NumberName = 'failures' | 'late_seconds' | 'silent_hours';

const numbers: Record<Event, { name: NumberName; label: string; initial: string } | undefined> = {
  failing: { name: 'failures', label: 'Failed runs in a row', initial: '3' },
  late: { name: 'late_seconds', label: 'Seconds late', initial: '300' },
  no_success: { name: 'silent_hours', label: 'Hours without a success', initial: '25' },
  missed: undefined,
  paused_by_failures: undefined,
};

const scopes = [
  ['all', 'Every job'],
  ['tag', 'Jobs with a tag'],
  ['job', 'One job'],
] as const;

const labels = {
  '/name': 'The name',
  '/tag': 'The tag',
  '/job_id': 'The job ID',
  '/failures': 'The number of failed runs',
  '/late_seconds': 'The number of seconds',
  '/silent_hours': 'The number of hours',
  '/repeat_after_seconds': 'The time to the next notice',
  '/channel_ids': 'The list of channels',
};

/** Undefined for an empty text: the service says that the number is required. */
const numberOf = (text: string) => (text.trim() === '' ? null : Number(text));

/** The form of a notification rule, new or edited. */
function RuleForm({ rule, channels, onClose, onChange }: RuleFormProps) {
  const name = useSignal(rule?.name ?? '');
  const event = useSignal<string>(rule?.event ?? 'failing');
  const used = rule && numbers[rule.event];
  const number = useSignal(used === undefined ? (rule ? '' : '3') : String(rule?.[used.name] ?? ''));
  const scope = useSignal<string>(rule?.job_id ? 'job' : rule?.tag ? 'tag' : 'all');
  const target = useSignal(rule?.job_id ?? rule?.tag ?? '');
  const repeat = useSignal(String((rule?.repeat_after_seconds ?? 0) / 3_600 || ''));
  const recovery = useSignal(rule?.notify_recovery ?? true);
  const chosen = useSignal<readonly string[]>(rule?.channel_ids ?? []);
  const errorText = useSignal('');
  const needed = numbers[event.value as Event];

  async function save(): Promise<void> {
    const hours = numberOf(repeat.value);
    const fields: NotificationRuleInput = {
      name: name.value.trim(),
      event: event.value as Event,
      ...{ failures: null, late_seconds: null, silent_hours: null },
      ...(needed && { [needed.name]: numberOf(number.value) }),
      job_id: scope.value === 'job' ? target.value.trim() : null,
      tag: scope.value === 'tag' ? target.value.trim() : null,
      repeat_after_seconds: hours === null ? null : Math.round(hours * 3_600),
      notify_recovery: recovery.value,
      channel_ids: [...chosen.value],
    };
    try {
      await (rule === undefined ? api.rules.create(fields) : api.rules.update(rule.id, fields));
      showMessage(`“${fields.name}” saved.`);
      onClose();
      await onChange();
    } catch (error) {
      errorText.value = `Not saved. ${describeFieldErrors(error, labels)}`;
    }
  }

  return (
    <Panel title={rule === undefined ? 'New rule' : `Edit “${rule.name}”`} onClose={onClose}>
      <div class="columns">
        <TextInput id="rule-name" label="Name" value={name} placeholder="Billing fails" />
        <SelectInput id="rule-event" label="Notify when" value={event} options={Object.entries(events)} />
        {needed && (
          <TextInput
            id="rule-number"
            label={needed.label}
            value={number}
            isNumber
            placeholder={needed.initial}
          />
        )}
        <SelectInput id="rule-scope" label="Jobs" value={scope} options={scopes} />
        {scope.value !== 'all' && (
          <TextInput id="rule-target" label={scope.value === 'tag' ? 'Tag' : 'Job ID'} value={target} />
        )}
        <TextInput
          id="rule-repeat"
          label="Again every (hours, optional)"
          value={repeat}
          isNumber
          hint="While the alert is open. Empty: once."
        />
        <fieldset class="field">
          <legend>Channels</legend>
          {channels.length === 0 && <p class="hint">Create a channel first.</p>}
          {channels.map((channel) => (
            <CheckInput
              key={channel.id}
              label={channel.name}
              isChecked={chosen.value.includes(channel.id)}
              onChange={(isChecked) => {
                const others = chosen.value.filter((id) => id !== channel.id);
                chosen.value = isChecked ? [...others, channel.id] : others;
              }}
            />
          ))}
        </fieldset>
        <CheckInput
          label="Notify at the end as well"
          isChecked={recovery.value}
          onChange={(isChecked) => {
            recovery.value = isChecked;
          }}
        />
      </div>
      <PanelFoot errorText={errorText.value} onClose={onClose}>
        <ActionButton class="primary" onAct={save}>
          Save rule
        </ActionButton>
      </PanelFoot>
    </Panel>
  );
}
