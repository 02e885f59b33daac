// The form of a notification rule, new or edited.
import { useSignal } from '@preact/signals';
import type { Channel, NotificationRule, NotificationRuleInput } from '../../../client/src/index.ts';
import { api } from '../api.ts';
import { describeFieldErrors } from '../job/field-errors.ts';
import { Panel, PanelFoot } from '../job/panel.tsx';
import { ActionButton } from '../parts/action-button.tsx';
import { showMessage } from '../parts/messages.tsx';
import { events } from './alert-text.ts';
import { CheckInput, SelectInput, TextInput } from './form-parts.tsx';

interface Props {
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

export function RuleForm({ rule, channels, onClose, onChange }: Props) {
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
